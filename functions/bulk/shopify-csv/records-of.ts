import { CsvError, parse } from 'csv-parse';
import { FileRefused } from './refusals.ts';
import { textOf } from './text-of.ts';

/** A record of the file; `line` is where it begins, counting the line ends inside quotes. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
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
    max_record_size: MAX_RECORD,
    on_record: (cells: string[], { lines }) => {
      if (cells.some((cell) => cell.trim() !== '')) records.push({ line: end + 1, cells });
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
