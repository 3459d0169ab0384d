import type { Chunk } from './messages.ts';
import type { ShopifyCsvResult } from './shopify-csv/read-shopify-csv.ts';
import { FileRefused } from './shopify-csv/refusals.ts';

/** One chunk is one queue message, with room for its envelope, and little enough work for one short invocation. */
export const chunkLimits = {
  /** Of the products' and errors' JSON; a single product of more travels alone (the reader ends it at 200 kB). */
  bytes: 200_000,
  products: 50,
  /** The first chunks are small, so that a small file shows its progress, too. */
  firstChunks: 10,
  firstProducts: 8,
  /** Errors of one chunk that are told one by one. */
  errors: 100,
  /** Errors of a whole file that are told one by one; the rest is only counted. */
  listedErrors: 10_000,
  /** Chunks of a whole file, some million products; a larger file is refused. */
  chunks: 20_000,
} as const;

const tooLarge = 'The file has more products than one import takes, about a million; split it into several files.';

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
  let listed = 0;
  let bytes = 0;
  let chunk: Chunk = { products: [], errors: [], failedRows: 0 };
  const filled = () => chunk.products.length > 0 || chunk.failedRows > 0;
  const cut = (): NumberedChunk => {
    if (number === chunkLimits.chunks) throw new FileRefused('file-too-large', tooLarge);
    const done = { number, chunk, rowsRead };
    number += 1;
    bytes = 0;
    chunk = { products: [], errors: [], failedRows: 0 };
    return done;
  };
  try {
    for await (const result of results) {
      const size = Buffer.byteLength(JSON.stringify(result));
      const products = number < chunkLimits.firstChunks ? chunkLimits.firstProducts : chunkLimits.products;
      const full = chunk.products.length === products || chunk.errors.length === chunkLimits.errors;
      if (filled() && (full || bytes + size > chunkLimits.bytes)) yield cut();
      rowsRead += result.rows;
      if (result.kind === 'product') {
        chunk.products.push({ product: result.product, rows: result.rows });
        bytes += size;
        continue;
      }
      chunk.failedRows += result.rows;
      if (listed === chunkLimits.listedErrors) continue;
      listed += 1;
      bytes += size;
      const { line, code, message, handle } = result;
      chunk.errors.push({ line, code, message, ...(handle === undefined ? {} : { handle }) });
    }
  } catch (error) {
    if (filled()) yield cut();
    throw error;
  }
  if (filled()) yield cut();
}
