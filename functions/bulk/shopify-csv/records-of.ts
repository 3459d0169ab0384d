import { CsvError, parse } from 'csv-parse';
import { FileRefused } from './refusals.ts';
import { textOf } from './text-of.ts';

/** A record of the file; `line` is where it begins, counting the line ends inside quotes. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
  /** A quote stands where none may, so that nobody can tell where the cells end. */
  readonly misquoted: boolean;
}

/** Characters of one record: several times the largest product; more than that is a quote that was never closed. */
const MAX_RECORD = 1_000_000;

/** What the parser's own errors mean for the file; it cannot find its place again behind one. */
const refusalOf = (error: unknown, line: number): unknown => {
  if (!(error instanceof CsvError)) return error;
  return error.code === 'CSV_MAX_RECORD_SIZE'
    ? new FileRefused('record-too-long', `Line ${line}: so long a row is most likely a quote that is not closed.`)
    : new FileRefused('quote-not-closed', `A quote that is opened in or behind line ${line} is never closed.`);
};

/** A cell up to the next comma or the end: in quotes, which blanks may surround, or without. */
const CELL = /[^\S\n]*"([^"]*(?:""[^"]*)*)"[^\S\n]*(?=,|$)|(?![^\S\n]*")[^,]*/y;

/**
 * The cells of a record that has quotes, from its text; undefined when a quote stands where none may (`"a" b`). In a
 * cell that does not begin with one it is part of the text: `5" wide`.
 */
const quotedCells = (text: string): string[] | undefined => {
  const cells: string[] = [];
  for (let at = 0; ; at += 1) {
    CELL.lastIndex = at;
    const found = CELL.exec(text);
    if (!found) return undefined;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[0]);
    at += found[0].length;
    if (at === text.length) return cells;
    if (text[at] !== ',') return undefined;
  }
};

/** Characters that were lost, in a text. */
const lost = (text: string): number => text.split('\ufffd').length;

/**
 * A record from what the parser read and its own text. The parser takes a cell for unquoted when anything follows its
 * closing quote, a blank even, and leaves the quotes in it; so a record with a quote in a cell is read again, strictly.
 * A broken character in the text alone is a wide blank that the parser skipped, before a quote.
 */
const recordOf = (line: number, cells: readonly string[], raw: string): CsvRecord => {
  if (!cells.some((cell) => cell.includes('"'))) return { line, cells, misquoted: false };
  const strict = lost(raw) === lost(cells.join('')) ? quotedCells(raw.replace(/\n$/, '')) : undefined;
  return { line, cells: strict ?? cells, misquoted: strict === undefined };
};

/**
 * Streams the records of a CSV file, blank ones left out, in constant memory. Throws `FileRefused` when the bytes are
 * no CSV in UTF-8. Leaving the loop early also ends the source.
 */
export async function* recordsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  let records: CsvRecord[] = [];
  let end = 0;
  // Records are taken as they are parsed and not from the stream's buffer, which an error would throw away:
  // everything before the error goes in, every time.
  const parser = parse({
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    // A blank before an opening quote is no part of the cell; one behind it is looked at below.
    ltrim: true,
    raw: true,
    max_record_size: MAX_RECORD,
    on_record: (record, { lines }) => {
      const { record: cells, raw } = record as unknown as { record: string[]; raw: string };
      if (cells.some((cell) => cell.trim() !== '')) records.push(recordOf(end + 1, cells, raw));
      end = lines;
      return null;
    },
  });
  // Looked at below, after each write: without a listener it would end the process.
  parser.on('error', () => {});
  const written = (write: (done: () => void) => void): Promise<CsvRecord[]> =>
    new Promise((resolve) => {
      write(() => {
        const batch = records;
        records = [];
        resolve(batch);
      });
    });
  for await (const text of textOf(source)) {
    yield* await written((done) => parser.write(text, done));
    if (parser.errored) throw refusalOf(parser.errored, end + 1);
  }
  yield* await written((done) => parser.end(done));
  if (parser.errored) throw refusalOf(parser.errored, end + 1);
}
