import { transactIf } from '#lib/table.ts';
import type { NumberedChunk } from '../chunks.ts';
import { type ChunkResult, type Import, noRows, productsIn } from '../import.ts';
import { chunkWrites, groupOf, readGroup, readGroups, shownWrites } from '../imports-table.ts';
import type { Chunk, Note } from '../messages.ts';
import { chunksAgain } from '../read-import-file.ts';
import { FileRefused } from '../shopify-csv/refusals.ts';
import type { OpenImport } from './open-imports-table.ts';

/** So often the file is read to name what was not worked; what ends that each time must not keep the import open. */
const READINGS = 2;

const nothing: Chunk = { products: [], errors: [], failedRows: 0, warnings: [] };

/**
 * Puts a result for each chunk that has none, as if each of its products had been refused, and gives up showing those
 * that nobody brought to pages and lists. A result that is there stays: what comes late, or is redriven, changes nothing.
 * @param now milliseconds since 1970
 * @returns how many chunks there are, and whether one had no result
 */
export const settleMissing = async (
  { one, tries }: OpenImport,
  now: number,
): Promise<{ chunks: number; refused: boolean }> => {
  const groups = await readGroups(one.id);
  let refused = false;
  let group: { number: number; read: Awaited<ReturnType<typeof readGroup>> } | undefined;
  const settle = async ({ number, chunk }: Pick<NumberedChunk, 'number' | 'chunk'>): Promise<void> => {
    const of = groupOf(number);
    if (groups.has(of)) return;
    if (group?.number !== of) group = { number: of, read: await readGroup(one, of) };
    const { results, settled } = group.read;
    if (settled.has(number)) return;
    refused ||= !results.has(number);
    await transactIf(missingWrites(one, number, chunk, results.get(number), now));
  };
  let chunks = 0;
  for await (const numbered of tries < READINGS ? readable(one) : []) {
    chunks = numbered.number + 1;
    await settle(numbered);
  }
  // Without the file nothing more is known of a chunk than its number.
  const all = one.chunks ?? Math.max(chunks, one.sent);
  for (let number = chunks; number < all; number += 1) await settle({ number, chunk: nothing });
  return { chunks: all, refused };
};

/** The chunks of the file, as far as it can be read. */
async function* readable(one: Import): AsyncGenerator<NumberedChunk> {
  try {
    yield* chunksAgain(one);
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
  }
}

/** @param result what was made of the chunk, when it was worked and only not shown */
const missingWrites = ({ id }: Import, number: number, chunk: Chunk, result: ChunkResult | undefined, now: number) => {
  if (result) return shownWrites(id, number, 0, [notShown(chunk, result)], now);
  const rows = chunk.products.reduce((sum, product) => sum + product.rows, chunk.failedRows);
  const counts = { ...noRows, rows, failed: rows, warnings: chunk.warnings.length };
  const errors = [...chunk.errors, ...chunk.products.map(notWorked)].sort((a, b) => a.line - b.line);
  return chunkWrites(id, number, counts, { errors, warnings: chunk.warnings }, now);
};

const notWorked = ({ product: { line, handle } }: Chunk['products'][number]): Note => ({
  line,
  code: 'not-worked',
  message: 'The product was not worked, by a fault that is not of the file; import it again.',
  handle,
});

const notShown = ({ products }: Chunk, result: ChunkResult): Note => ({
  line: products[0]?.product.line ?? 1,
  code: 'not-yet-visible',
  message: `${productsIn(result)} products from this line on are in, and it is not known whether pages and lists have them.`,
});
