import { typed } from '#lib/typed.ts';
import { type Header, readHeader } from './columns.ts';
import { type ImportedProduct, limits } from './imported-product.ts';
import { handleOf } from './natural-keys.ts';
import { addRow, closeProduct, type OpenProduct, openProduct } from './open-product.ts';
import { type Cells, cellsOf, type ShopifyCsvSettings } from './product-rows.ts';
import { type CsvRecord, recordsOf } from './records-of.ts';
import { FileRefused, type RowRefusal, RowRefused } from './refusals.ts';

/**
 * One step through the file: a product that goes in, or an error that does not. `rows` is how many rows of the file
 * it settles; over the whole file they add up to all rows below the header that are not blank.
 */
export type ShopifyCsvResult =
  | { kind: 'product'; product: ImportedProduct; rows: number }
  | { kind: 'error'; line: number; code: RowRefusal; message: string; handle?: string; rows: number };

type RowError = Extract<ShopifyCsvResult, { kind: 'error' }>;

/** The product at hand, or the one refusal that its further rows only add to. */
type Current = { handle: string; product: OpenProduct } | { handle: string; refused: RowError };

const rowError = (error: unknown, line: number, rows: number, handle?: string): RowError => {
  if (!(error instanceof RowRefused)) throw error;
  return { kind: 'error', line, code: error.code, message: error.message, ...(handle && { handle }), rows };
};

/** The product a row belongs to: by its handle or, where the file gives none, by its title. Throws `RowRefused`. */
const handleOfRow = (header: Header, record: readonly string[]): string => {
  const cell = (column: 'handle' | 'title') => typed(record[header.at.get(column) ?? -1] ?? '');
  const text = cell('handle') || cell('title');
  if (!text) throw new RowRefused('handle-missing', 'The row has no handle.');
  return handleOf(text);
};

/**
 * Reads a product file of Shopify's, older export or today's template, as a stream of whole products and of errors
 * with their lines. Memory holds one product, and the handles and SKUs of the file. A row that is refused leaves the
 * rest of its product in place (`complete: false`); what its first row says wrongly of the product as a whole refuses
 * it with all its rows. The same bytes give the same results in the same order, whatever the chunks, so that a caller
 * may begin again and skip what it has settled. Throws `FileRefused` when the file as a whole cannot be read (further).
 */
export async function* readShopifyCsv(
  source: AsyncIterable<Uint8Array>,
  settings: ShopifyCsvSettings,
): AsyncGenerator<ShopifyCsvResult, void, undefined> {
  const handles = new Map<string, number>();
  const skus = new Map<string, number>();
  let header: Header | undefined;
  let current: Current | undefined;
  let rows = 0;

  for await (const record of recordsOf(source)) {
    if (!header) {
      header = readHeader(record.cells, record.line);
      continue;
    }
    if (++rows > limits.rows) throw new FileRefused('too-many-rows', `The file has more than ${limits.rows} rows.`);
    let handle: string;
    try {
      handle = handleOfRow(header, record.cells);
    } catch (error) {
      yield rowError(error, record.line, 1);
      continue;
    }
    if (handle !== current?.handle) {
      if (current) yield* close(current, header);
      current = open(handle, record, header, handles);
      handles.set(handle, handles.get(handle) ?? record.line);
    }
    if ('refused' in current) {
      current.refused.rows++;
      continue;
    }
    try {
      addRow(current.product, record.line, cellsOf(header, record.cells), { header, settings, skus });
    } catch (error) {
      current.product.complete = false;
      yield rowError(error, record.line, 1, handle);
    }
  }
  if (header && current) yield* close(current, header);
  if (!header) throw new FileRefused('empty', 'The file is empty.');
  if (rows === 0) throw new FileRefused('empty', 'The file has a header and no products.');
}

const open = (handle: string, record: CsvRecord, header: Header, seen: ReadonlyMap<string, number>): Current => {
  try {
    const before = seen.get(handle);
    if (before !== undefined) {
      throw new RowRefused(
        'handle-not-adjacent',
        `The product began in line ${before}; its rows must follow each other.`,
      );
    }
    const cells: Cells = cellsOf(header, record.cells);
    return { handle, product: openProduct(handle, record.line, cells) };
  } catch (error) {
    return { handle, refused: rowError(error, record.line, 0, handle) };
  }
};

function* close(current: Current, header: Header): Generator<ShopifyCsvResult> {
  if ('refused' in current) {
    yield current.refused;
    return;
  }
  const { product } = current;
  try {
    yield { kind: 'product', product: closeProduct(product, header), rows: product.rows };
  } catch (error) {
    // When each of its rows is an error of its own, there is nothing left to report.
    if (product.rows > 0) yield rowError(error, product.line, product.rows, product.handle);
  }
}
