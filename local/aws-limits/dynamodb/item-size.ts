/** A value in DynamoDB's wire form: one type name and what it holds. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Attributes = Readonly<Record<string, AttributeValue>>;

const textBytes = (text: unknown): number => Buffer.byteLength(String(text));
const binaryBytes = (base64: unknown): number => Buffer.byteLength(String(base64), 'base64');
/** About a byte for two digits, and one more. */
const numberBytes = (text: unknown): number => Math.ceil(String(text).replace(/[^0-9]/g, '').length / 2) + 1;
const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);

const valueBytes = (value: AttributeValue): number => {
  const [type, held] = Object.entries(value)[0] ?? [];
  if (type === 'S') return textBytes(held);
  if (type === 'N') return numberBytes(held);
  if (type === 'B') return binaryBytes(held);
  if (type === 'SS') return sum((held as unknown[]).map(textBytes));
  if (type === 'NS') return sum((held as unknown[]).map(numberBytes));
  if (type === 'BS') return sum((held as unknown[]).map(binaryBytes));
  // A list or map takes three bytes, and one for each element.
  if (type === 'L') return 3 + sum((held as AttributeValue[]).map((one) => 1 + valueBytes(one)));
  if (type === 'M') return 3 + Object.keys(held as Attributes).length + itemBytes(held as Attributes);
  return 1;
};

/**
 * Bytes that DynamoDB counts for an item: names and values.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemBytes = (item: Attributes): number =>
  sum(Object.entries(item).map(([name, value]) => textBytes(name) + valueBytes(value)));

/** One write unit for each KB begun. */
export const writeUnitsOf = (item: Attributes): number => Math.max(1, Math.ceil(itemBytes(item) / 1024));
/** One unit for each 4 KB begun of a strongly consistent read; what is not there costs one too. */
export const readUnitsOf = (item: Attributes | undefined): number =>
  Math.max(1, Math.ceil(itemBytes(item ?? {}) / 4096));
