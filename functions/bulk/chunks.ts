import { asciiJson } from '#lib/send.ts';
import type { Chunk, Note } from './messages.ts';
import type { ShopifyCsvResult } from './shopify-csv/read-shopify-csv.ts';
import { FileRefused } from './shopify-csv/refusals.ts';

/** One chunk is one queue message, with room for its envelope, and little enough work for one short invocation. */
export const chunkLimits = {
  /** Of the JSON as it is sent, escaped; a single product of more travels alone, 800 kB with its warnings at most. */
  bytes: 200_000,
  products: 50,
  /** The first chunks are small, so that a small file shows its progress, too. */
  firstChunks: 10,
  firstProducts: 8,
  /** Errors of one chunk that are told one by one, and warnings (those of its last product beside them). */
  notes: 100,
  /** Errors of a whole file that are told one by one, and warnings; the rest is only counted. */
  listed: 10_000,
  /** Chunks of a whole file, some million products; a larger file is refused. */
  chunks: 20_000,
} as const;

const tooLarge = 'The file has more products than one import takes, about a million; split it into several files.';

const emptyChunk = (): Chunk => ({ products: [], errors: [], failedRows: 0, warnings: [] });

const noteOf = ({ line, code, message, handle }: Note): Note => ({
  line,
  code,
  message,
  ...(handle === undefined ? {} : { handle }),
});

/** A numbered chunk, with all rows of the file up to its end. */
export interface NumberedChunk {
  readonly number: number;
  readonly chunk: Chunk;
  readonly rowsRead: number;
}

/**
 * Cuts what the reader makes of a file into numbered chunks: the same bytes give the same chunks, every time. When the
 * file turns out to be unreadable further on, what was read before comes first and then the reader's error.
 * @throws FileRefused `file-too-large` after the 20,000th chunk, and what the reader throws
 */
export async function* chunksOf(results: AsyncIterable<ShopifyCsvResult>): AsyncGenerator<NumberedChunk> {
  let number = 0;
  let rowsRead = 0;
  const listed = { errors: 0, warnings: 0 };
  let bytes = 0;
  let warnings = 0;
  let chunk = emptyChunk();
  const filled = () => chunk.products.length > 0 || chunk.failedRows > 0 || chunk.warnings.length > 0;
  const cut = (): NumberedChunk => {
    if (number === chunkLimits.chunks) throw new FileRefused('file-too-large', tooLarge);
    const done = { number, chunk, rowsRead };
    number += 1;
    bytes = 0;
    warnings = 0;
    chunk = emptyChunk();
    return done;
  };
  try {
    for await (const result of results) {
      const size = asciiJson(result).length;
      const products = number < chunkLimits.firstChunks ? chunkLimits.firstProducts : chunkLimits.products;
      const noted = chunk.errors.length >= chunkLimits.notes || warnings >= chunkLimits.notes;
      const full = chunk.products.length === products || noted;
      if (filled() && (full || bytes + size > chunkLimits.bytes)) yield cut();
      rowsRead += result.rows;
      if (result.kind === 'error') {
        chunk.failedRows += result.rows;
        if (listed.errors === chunkLimits.listed) continue;
        listed.errors += 1;
        chunk.errors.push(noteOf(result));
      } else {
        const told = result.kind === 'product' ? result.warnings : [noteOf(result)];
        const kept = told.slice(0, chunkLimits.listed - listed.warnings);
        listed.warnings += kept.length;
        warnings += kept.length;
        if (result.kind === 'warning') chunk.warnings.push(...kept);
        else {
          const { product, rows } = result;
          chunk.products.push({ product, rows, warnings: kept, unlisted: told.length - kept.length });
        }
      }
      bytes += size;
    }
  } catch (error) {
    if (filled()) yield cut();
    throw error;
  }
  if (filled()) yield cut();
}
