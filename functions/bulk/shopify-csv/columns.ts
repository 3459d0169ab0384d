import { quoted } from './cell-values.ts';
import { FileRefused } from './refusals.ts';

/**
 * Every column that is read, with its names: first those of the older export, then those of today's template
 * (help.shopify.com, "Using CSV files to import and export products"), and two of ours. Compared without regard to case.
 */
const names = {
  handle: ['handle', 'url handle'],
  title: ['title'],
  description: ['body (html)', 'description'],
  vendor: ['vendor'],
  type: ['type'],
  tags: ['tags'],
  published: ['published', 'published on online store'],
  status: ['status'],
  giftCard: ['gift card'],
  seoTitle: ['seo title'],
  seoDescription: ['seo description'],
  visibleFrom: ['visible from'],
  visibleUntil: ['visible until'],
  option1Name: ['option1 name'],
  option1Value: ['option1 value'],
  option2Name: ['option2 name'],
  option2Value: ['option2 value'],
  option3Name: ['option3 name'],
  option3Value: ['option3 value'],
  sku: ['variant sku', 'sku'],
  barcode: ['variant barcode', 'barcode', 'barcodes'],
  price: ['variant price', 'price'],
  compareAtPrice: ['variant compare at price', 'compare-at price'],
  tracker: ['variant inventory tracker', 'inventory tracker'],
  quantity: ['variant inventory qty', 'inventory quantity'],
  policy: ['variant inventory policy', 'continue selling when out of stock'],
  grams: ['variant grams', 'weight value (grams)'],
  requiresShipping: ['variant requires shipping', 'requires shipping'],
  taxable: ['variant taxable', 'charge tax'],
  image: ['image src', 'product image url'],
  imagePosition: ['image position'],
  imageAlt: ['image alt text'],
} as const satisfies Record<string, readonly string[]>;

export type Column = keyof typeof names;

const columnOf: ReadonlyMap<string, Column> = new Map<string, Column>(
  Object.entries(names).flatMap(([column, all]) => all.map((name) => [name, column as Column])),
);

/** Columns of which one is enough to say that the file speaks about variants. */
const variantColumns = [
  'option1Value', 'option2Value', 'option3Value', 'sku', 'barcode', 'price', 'compareAtPrice', 'tracker', 'quantity',
  'policy', 'grams', 'requiresShipping', 'taxable',
] as const satisfies Column[]; // biome-ignore format: a list

/** Where each known column stands in the file. */
export interface Header {
  readonly width: number;
  readonly at: ReadonlyMap<Column, number>;
  /** Values of a fourth option and more, which no shop of ours can hold. */
  readonly surplusOptions: readonly number[];
  readonly hasVariants: boolean;
  readonly hasOptions: boolean;
  /** The names of the columns that are not read, as the file writes them. */
  readonly notTaken: readonly string[];
}

const normal = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();

const known = (cells: readonly string[]): number => cells.filter((cell) => columnOf.has(normal(cell))).length;

/** A cell that no header would have: the first row is data. */
const looksLikeData = (cell: string): boolean =>
  /^(true|false|active|draft|deny|continue|default title)$|^https?:|^[\d.]+$|<\w/i.test(cell.trim());

/**
 * Answers what separates the columns where a file's first line is the note `sep=;` that Excel reads and hides;
 * undefined where it is none.
 */
export const separatorIn = (cells: readonly string[]): string | undefined =>
  /^sep=(.)$/i.exec(cells.join(',').trimStart())?.[1];

const MOST_NAMED = 60;
const NAME_LENGTH = 100;

/** What is said once of the columns that are not read; undefined when there are none. */
export const notTakenIn = ({ notTaken }: Header): string | undefined => {
  if (notTaken.length === 0) return undefined;
  const named = notTaken.slice(0, MOST_NAMED).map((name) => quoted(name, NAME_LENGTH));
  const others = notTaken.length - named.length;
  return `These columns are not taken: ${named.join(', ')}${others > 0 ? ` and ${others} others` : ''}.`;
};

/** Finds the columns in the first row of a file; throws `FileRefused` with what is wrong if it is not a header of ours. */
export const readHeader = (cells: readonly string[], line: number): Header => {
  const at = new Map<Column, number>();
  cells.forEach((cell, index) => {
    const column = columnOf.get(normal(cell));
    if (!column) return;
    if (at.has(column)) {
      throw new FileRefused(
        'column-twice',
        `Line ${line}: the column "${cell.trim()}" is there twice, maybe under another name.`,
      );
    }
    at.set(column, index);
  });
  if (at.size < 2 || !(at.has('handle') || at.has('title'))) throw notOurs(cells, line);
  return {
    width: cells.length,
    at,
    surplusOptions: cells.flatMap((cell, index) => (/^option([4-9]|\d\d+) value$/.test(normal(cell)) ? [index] : [])),
    hasVariants: variantColumns.some((column) => at.has(column)),
    hasOptions: at.has('option1Value') || at.has('option2Value') || at.has('option3Value'),
    notTaken: cells.map((cell) => cell.trim()).filter((cell) => cell && !columnOf.has(normal(cell))),
  };
};

const notOurs = (cells: readonly string[], line: number): FileRefused => {
  for (const [delimiter, name] of [
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'bars'],
  ] as const) {
    if (known(cells.join(',').split(delimiter)) >= 2) {
      return new FileRefused(
        'wrong-delimiter',
        `Line ${line}: the columns are separated by ${name}; save the file with commas.`,
      );
    }
  }
  if (cells.length === 1)
    return new FileRefused('not-csv', `Line ${line} has one column only; this is not a table in CSV.`);
  if (cells.some(looksLikeData)) {
    return new FileRefused('no-header', `Line ${line} looks like a product; the first line must name the columns.`);
  }
  return new FileRefused(
    'unknown-header',
    `Line ${line} names no columns of a Shopify product file; "Handle" or "URL handle", and "Title", are expected.`,
  );
};
