import { typed } from '#lib/text.ts';
import { unguarded } from '../csv/cells.ts';
import {
  codeOf, gramsOf, imageAddressOf, policyOf, positionOf, priceOf, quantityOf, statusOf, tagsOf, timeOf, truthOf, within,
} from './cell-values.ts'; // biome-ignore format: a list
import type { Column, Header } from './columns.ts';
import {
  DEFAULT_VARIANT_TITLE,
  type ImportedMedia,
  type ImportedProduct,
  type ImportedVariant,
  limits,
} from './imported-product.ts';
import { derivedSku } from './natural-keys.ts';
import type { CsvRecord } from './records-of.ts';
import { RowRefused, type Warn } from './refusals.ts';

/** What the file cannot say: the shop's currency, and what the merchant chose for this import. */
export interface ShopifyCsvSettings {
  readonly currency: string;
  readonly trackInventory?: 'all' | undefined;
  /** `derive`: where several variants have one SKU, each gets one of its own; without it all but the first are refused. */
  readonly duplicateSkus?: 'derive' | undefined;
}

/** A cell by its column, trimmed and without a guard against formulas; undefined when the file has no such column. */
export type Cells = (column: Column) => string | undefined;

/** Everything but tab and line feed below the space, and the two that Unicode keeps from being characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/;

/** Throws `RowRefused` when the row does not fit under this header, so that its cells may stand in wrong places. */
export const refuseMisfit = (header: Header, { cells, misquoted }: CsvRecord): void => {
  if (misquoted) {
    throw new RowRefused('quote-misplaced', 'A quote stands in the middle of a cell in quotes; write it twice there.');
  }
  if (cells.length < header.width) {
    throw new RowRefused('too-few-cells', `The row has ${cells.length} cells; the header has ${header.width}.`);
  }
  if (cells.slice(header.width).some((cell) => cell.trim() !== '')) {
    throw new RowRefused('too-many-cells', `The row has ${cells.length} cells; the header has ${header.width}.`);
  }
};

/** `codeOf` takes their apostrophe, whatever stands behind it. */
const codes: ReadonlySet<Column> = new Set(['sku', 'barcode']);

/** The cells of one row under this header; throws `RowRefused` when the row does not fit under it. */
export const cellsOf = (header: Header, row: CsvRecord): Cells => {
  refuseMisfit(header, row);
  const record = row.cells;
  for (const [column, at] of header.at) {
    if (controls.test(record[at] ?? '')) {
      throw new RowRefused('control-character', `The ${column} holds a character that cannot be shown.`);
    }
  }
  if (header.surplusOptions.some((at) => record[at]?.trim())) {
    throw new RowRefused('too-many-options', `The product has more than ${limits.options} options.`);
  }
  return (column) => {
    const at = header.at.get(column);
    if (at === undefined) return undefined;
    const text = typed(record[at] ?? '');
    return codes.has(column) ? text : unguarded(text);
  };
};

/** Leaves out what the file does not speak of, so that it stays as it was. */
const stated = <T extends Record<string, unknown>>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

const clearable = (text: string | undefined, max: number, what: string): string | null | undefined =>
  text === '' ? null : text && within(text, max, what);

export type ProductFields = Pick<
  ImportedProduct,
  'title' | 'description' | 'vendor' | 'type' | 'tags' | 'status' | 'visibleFrom' | 'visibleUntil' | 'seo'
>;

const seoOf = (cells: Cells): ProductFields['seo'] => {
  const seo = stated({
    title: clearable(cells('seoTitle'), limits.seoTitle, 'The SEO title'),
    description: clearable(cells('seoDescription'), limits.seoDescription, 'The SEO description'),
  });
  return Object.keys(seo).length > 0 ? seo : undefined;
};

/** What the first row says of the product as a whole; throws `RowRefused`, and then the product cannot go in. */
export const productFieldsOf = (cells: Cells): ProductFields => {
  const title = cells('title');
  if (title === '') throw new RowRefused('title-missing', 'The product has no title in its first row.');
  if (truthOf(cells('giftCard') ?? '', 'Gift card', false)) {
    throw new RowRefused('gift-card', 'Gift cards are not imported.');
  }
  const tags = cells('tags');
  const time = (column: 'visibleFrom' | 'visibleUntil', name: string) => {
    const text = cells(column);
    return text === undefined ? undefined : timeOf(text, name);
  };
  return stated({
    title: title && within(title, limits.title, 'The title'),
    description: clearable(cells('description'), limits.description, 'The description'),
    vendor: clearable(cells('vendor'), limits.vendor, 'The vendor'),
    type: clearable(cells('type'), limits.type, 'The type'),
    tags: tags === undefined ? undefined : tagsOf(tags),
    status: statusOf(cells('status'), cells('published')),
    visibleFrom: time('visibleFrom', 'Visible From'),
    visibleUntil: time('visibleUntil', 'Visible Until'),
    seo: seoOf(cells),
  });
};

const nameColumns = ['option1Name', 'option2Name', 'option3Name'] as const;
const valueColumns = ['option1Value', 'option2Value', 'option3Value'] as const;
const isDefault = (value: string): boolean => value.toLowerCase() === 'default title';

/** The names of the three options as the first row gives them, '' where there is none; all '' for `Title / Default Title`. */
export const optionNamesOf = (cells: Cells): readonly string[] => {
  const names = nameColumns.map((column) => within(cells(column) ?? '', limits.optionName, 'The name of an option'));
  if (names[0]?.toLowerCase() === 'title' && isDefault(cells('option1Value') ?? '')) names[0] = '';
  const used = names.filter(Boolean);
  if (new Set(used).size < used.length) {
    throw new RowRefused('option-name-twice', 'Two options of the product have the same name.');
  }
  // As a key of a JSON object this one would be lost without a trace.
  if (used.includes('__proto__')) {
    throw new RowRefused('option-name-reserved', 'An option cannot be called "__proto__".');
  }
  return names;
};

const optionsOf = (cells: Cells, names: readonly string[]): [name: string, value: string][] =>
  names.flatMap((name, i): [string, string][] => {
    const repeated = cells(nameColumns[i] ?? 'option1Name') ?? '';
    const value = within(cells(valueColumns[i] ?? 'option1Value') ?? '', limits.optionValue, 'An option');
    if (!name) {
      if (value && !isDefault(value)) {
        throw new RowRefused('option-name-missing', `Option ${i + 1} has a value, but the first row gives it no name.`);
      }
      return [];
    }
    if (repeated && repeated !== name) {
      throw new RowRefused('option-name-differs', `Option ${i + 1} has another name than in the product's first row.`);
    }
    if (!value) throw new RowRefused('option-value-missing', `The variant has no value for option ${i + 1}.`);
    return [[name, value]];
  });

const variantCells = [
  'option1Value',
  'option2Value',
  'option3Value',
  'sku',
  'price',
  'compareAtPrice',
  'barcode',
  'quantity',
] as const;

/** Rows behind the first may carry an image only; a row that says anything of a variant is one. */
export const isVariantRow = (cells: Cells): boolean => variantCells.some((column) => cells(column));

/** The variant of one row; throws `RowRefused`. */
export const variantOf = (
  cells: Cells,
  handle: string,
  optionNames: readonly string[],
  settings: ShopifyCsvSettings,
  warn: Warn,
): ImportedVariant => {
  const { currency } = settings;
  const options = optionsOf(cells, optionNames);
  const values = options.map(([, value]) => value);
  const [price, compareAt, quantity, grams, barcode] = (
    ['price', 'compareAtPrice', 'quantity', 'grams', 'barcode'] as const
  ).map(cells);
  const [requiresShipping, taxable, policy, tracker] = (
    ['requiresShipping', 'taxable', 'policy', 'tracker'] as const
  ).map(cells);
  // No cell can mean "free of charge" by being empty: a forgotten price must not be sold.
  if (price === '') throw new RowRefused('price-missing', 'The variant has no price.');
  const sku = within(codeOf(cells('sku') ?? ''), limits.sku, 'The SKU');
  return {
    sku: sku || derivedSku(handle, values),
    derivedSku: !sku,
    options: Object.fromEntries(options),
    title: values.join(' / ') || DEFAULT_VARIANT_TITLE,
    ...stated({
      price: price && { amount: priceOf(price, currency, warn), currency },
      compareAtPrice: compareAtOf(compareAt, price, currency, warn),
      tracked: settings.trackInventory === 'all' ? true : tracker === undefined ? undefined : tracker !== '',
      policy: policy === undefined ? undefined : policyOf(policy),
      quantity: quantity ? quantityOf(quantity, warn) : undefined,
      taxable: taxable === undefined ? undefined : truthOf(taxable, 'Charge tax', false),
      requiresShipping:
        requiresShipping === undefined ? undefined : truthOf(requiresShipping, 'Requires shipping', false),
      grams: grams === '' ? null : grams && gramsOf(grams),
      barcode: barcode === undefined ? undefined : within(codeOf(barcode), limits.barcode, 'The barcode') || null,
    }),
  } as ImportedVariant;
};

/** What a variant cost before, `null` for nothing; left out where it is below the price that the row states. */
const compareAtOf = (text: string | undefined, price: string | undefined, currency: string, warn: Warn) => {
  if (text === undefined) return undefined;
  if (text === '') return null;
  const amount = priceOf(text, currency, warn);
  // The price has had its own warnings.
  if (price === undefined || amount >= priceOf(price, currency, () => {})) return { amount, currency };
  warn('compare-at-price-too-low', `The compare-at price ${text} is below the price ${price} and is left out.`);
  return null;
};

/** The image of one row, if it has one; `next` is its place when the row names none. Throws `RowRefused`. */
export const imageOf = (cells: Cells, next: number, warn: Warn): ImportedMedia | undefined => {
  const address = cells('image');
  if (!address) return undefined;
  return {
    url: imageAddressOf(address, warn),
    alt: within(cells('imageAlt') ?? '', limits.alt, 'The text of the image'),
    position: positionOf(cells('imagePosition') || String(next)),
  };
};
