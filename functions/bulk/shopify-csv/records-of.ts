import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
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
const refusalOf = (error: unknown): unknown => {
  if (!(error instanceof CsvError)) return error;
  const line = (error as unknown as { lines?: number }).lines ?? 0;
  return error.code === 'CSV_MAX_RECORD_SIZE'
    ? new FileRefused(
        'record-too-long',
        `Line ${line}: a record of this length is most likely a quote that is not closed.`,
      )
    : new FileRefused('quote-not-closed', `A quote that is opened before line ${line} is never closed.`);
};

/**
 * Streams the records of a CSV file, blank lines left out, in constant memory. Throws `FileRefused` when the bytes are
 * no CSV in UTF-8. Leaving the loop early also ends the source.
 */
export async function* recordsOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const parser = parse({
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_RECORD,
    info: true,
  });
  // Errors of the source arrive in the loop below, because the pipeline destroys the parser with them.
  pipeline(Readable.from(textOf(source)), parser, () => {});
  let end = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const line = end + 1;
      end = info.lines;
      if (record.some((cell) => cell.trim() !== '')) yield { line, cells: record };
    }
  } catch (error) {
    throw refusalOf(error);
  }
}
