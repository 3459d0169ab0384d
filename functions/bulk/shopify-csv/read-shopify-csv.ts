import { typed } from '#lib/text.ts';
import { type Header, notTakenIn, readHeader, separatorIn } from './columns.ts';
import { type ImportedProduct, limits } from './imported-product.ts';
import { handleOf } from './natural-keys.ts';
import { addRow, closeProduct, type OpenProduct, openProduct, type RowWarning } from './open-product.ts';
import { cellsOf, refuseMisfit, type ShopifyCsvSettings } from './product-rows.ts';
import { type CsvRecord, recordsOf } from './records-of.ts';
import { FileRefused, type RowRefusal, RowRefused, type Warning } from './refusals.ts';

/**
 * One step through the file: a product that goes in, with what is taken otherwise than it is written; an error that
 * does not; or a warning of the file as a whole. `rows` is how many rows of the file it settles; over the whole file
 * they add up to all rows below the header that are not blank.
 */
export type ShopifyCsvResult =
  | { kind: 'product'; product: ImportedProduct; rows: number; warnings: readonly RowWarning[] }
  | { kind: 'error'; line: number; code: RowRefusal; message: string; handle?: string; rows: number }
  | { kind: 'warning'; line: number; code: Warning; message: string; rows: 0 };

type RowError = Extract<ShopifyCsvResult, { kind: 'error' }>;

/** The product at hand, or the one refusal that its further rows only add to. */
type Current = { handle: string; product: OpenProduct } | { handle: string; refused: RowError };

const rowError = (error: unknown, line: number, rows: number, handle?: string): RowError => {
  if (!(error instanceof RowRefused)) throw error;
  return { kind: 'error', line, code: error.code, message: error.message, ...(handle && { handle }), rows };
};

/** What a refused row says of the product that it is, or may be, of. */
const partOf = ({ line, code }: RowError): OpenProduct['partial'] => ({ line, code });

/**
 * The product a row belongs to: by its handle or, where the file gives none, by its title. Throws `RowRefused`, also for
 * a row that does not fit under the header, unless its handle stands in front or is that of the row before.
 */
const handleOfRow = (header: Header, record: CsvRecord, before: string | undefined): string => {
  const cell = (column: 'handle' | 'title') => typed(record.cells[header.at.get(column) ?? -1] ?? '');
  const text = cell('handle') || cell('title');
  if (!text) throw new RowRefused('handle-missing', 'The row has no handle.');
  const handle = handleOf(text);
  if (handle !== before && (record.misquoted || header.at.get('handle') !== 0)) refuseMisfit(header, record);
  return handle;
};

/** Takes the first lines of a file: a note of what separates the columns, and the header. Throws `FileRefused`. */
const headerIn = (record: CsvRecord): { header?: Header; warning?: ShopifyCsvResult } => {
  const { line, cells } = record;
  const warning = (code: Warning, message: string) => ({ kind: 'warning', line, code, message, rows: 0 }) as const;
  const separator = separatorIn(cells);
  if (separator === ',') {
    return { warning: warning('sep-line', `Line ${line} ("sep=,") is a note for spreadsheets and left out.`) };
  }
  if (separator) {
    throw new FileRefused(
      'wrong-delimiter',
      `Line ${line} says that ${JSON.stringify(separator)} separates the columns; save the file with commas.`,
    );
  }
  if (record.misquoted) {
    throw new FileRefused('quote-misplaced', `Line ${line}: a quote stands in the middle of a column's name.`);
  }
  const header = readHeader(cells, line);
  const notTaken = notTakenIn(header);
  return notTaken ? { header, warning: warning('columns-not-taken', notTaken) } : { header };
};

/**
 * Finds the handles whose rows do not follow each other, in flat memory but for the handles. What makes the file
 * unreadable is left to `readShopifyCsv`, which says it.
 */
export const scatteredHandles = async (source: AsyncIterable<Uint8Array>): Promise<ReadonlySet<string>> => {
  const [seen, scattered] = [new Set<string>(), new Set<string>()];
  let header: Header | undefined;
  let current: string | undefined;
  try {
    for await (const record of recordsOf(source)) {
      if (!header) {
        header = headerIn(record).header;
        continue;
      }
      try {
        const handle = handleOfRow(header, record, current);
        if (handle !== current && seen.has(handle)) scattered.add(handle);
        seen.add(handle);
        current = handle;
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error;
      }
    }
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  }
  return scattered;
};

/**
 * Reads a product file of Shopify's, older export or today's template, as a stream of whole products and of errors
 * with their lines. Memory holds one product, and the handles and SKUs of the file. A row that is refused leaves the
 * rest of its product in place, marked as a part (`complete: false`); what its first row says wrongly of the product as
 * a whole refuses it with all its rows. The same bytes give the same results in the same order, whatever the chunks, so
 * that a caller may begin again and skip what it has settled.
 * @param scattered handles whose rows do not follow each other: those that come first are a part, too
 * @throws FileRefused when the file as a whole cannot be read (further); the product at hand is refused before
 */
export async function* readShopifyCsv(
  source: AsyncIterable<Uint8Array>,
  settings: ShopifyCsvSettings,
  scattered: ReadonlySet<string> = new Set(),
): AsyncGenerator<ShopifyCsvResult, void, undefined> {
  const handles = new Map<string, number>();
  const skus = new Map<string, number>();
  let header: Header | undefined;
  let current: Current | undefined;
  let stray: OpenProduct['partial'];
  let rows = 0;

  try {
    for await (const record of recordsOf(source)) {
      if (!header) {
        const found = headerIn(record);
        header = found.header;
        if (found.warning) yield found.warning;
        continue;
      }
      if (++rows > limits.rows) throw new FileRefused('too-many-rows', `The file has more than ${limits.rows} rows.`);
      let handle: string;
      try {
        handle = handleOfRow(header, record, current?.handle);
      } catch (error) {
        const refused = rowError(error, record.line, 1);
        // It may have been a row of the product before it, or of the one behind.
        stray = partOf(refused);
        if (current && 'product' in current) current.product.partial ??= stray;
        yield refused;
        continue;
      }
      if (handle !== current?.handle) {
        if (current) yield* close(current, header);
        current = open(handle, record, header, handles);
        if ('product' in current) {
          current.product.partial = scattered.has(handle) ? { line: record.line, code: 'handle-not-adjacent' } : stray;
        }
        stray = undefined;
        handles.set(handle, handles.get(handle) ?? record.line);
      }
      if ('refused' in current) {
        current.refused.rows++;
        continue;
      }
      try {
        addRow(current.product, record.line, cellsOf(header, record), { header, settings, skus });
      } catch (error) {
        const refused = rowError(error, record.line, 1, handle);
        current.product.partial ??= partOf(refused);
        yield refused;
      }
    }
  } catch (error) {
    if (error instanceof FileRefused && current) yield* cutOff(current);
    throw error;
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
    return { handle, product: openProduct(handle, record.line, cellsOf(header, record)) };
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
    const { rows, warnings } = product;
    yield { kind: 'product', product: closeProduct(product, header), rows, warnings };
  } catch (error) {
    // When each of its rows is an error of its own, there is nothing left to report.
    if (product.rows > 0) yield rowError(error, product.line, product.rows, product.handle);
  }
}

/** The product at which the file turned out to be unreadable: its further rows are unknown. */
function* cutOff(current: Current): Generator<ShopifyCsvResult> {
  if ('refused' in current) {
    yield current.refused;
    return;
  }
  const { handle, line, rows } = current.product;
  const message = 'The file cannot be read further, so nobody can tell whether the product has more rows.';
  if (rows > 0) yield { kind: 'error', line, code: 'product-cut-off', message, handle, rows };
}
