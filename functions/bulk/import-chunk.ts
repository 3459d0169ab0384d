import { nowMs } from '#lib/clock.ts';
import { Refusal } from '#lib/problem.ts';
import { batchGet, transactIf, writeIf } from '#lib/table.ts';
import { finishIfComplete } from './finish-import.ts';
import { type ChunkResult, noRows } from './import.ts';
import { importProduct } from './import-product.ts';
import { chunkAt, chunkWrites, importAt, importFrom } from './imports-table.ts';
import type { Chunk, ImportChunk, RowError } from './messages.ts';

/** Products of one chunk that are worked at once: each of them is a handful of calls that wait for the table. */
const AT_ONCE = 5;

/**
 * Puts the products of one chunk in and records what was made of it, once. A chunk may come twice, at the same time
 * even: a product that is in is unchanged, and the first result stays.
 */
export const importChunk = async ({ importId, number, ...chunk }: ImportChunk): Promise<void> => {
  const [item, result] = await batchGet([importAt(importId), chunkAt(importId, number)], { consistent: true });
  const one = importFrom(item);
  if (one?.status !== 'running') return;
  if (!result) {
    const { counts, errors } = await settle(chunk, one.dryRun);
    const [first, ...others] = chunkWrites(importId, number, counts, errors, nowMs());
    if (first) await (others.length > 0 ? transactIf([first, ...others]) : writeIf(first));
  }
  await finishIfComplete(importId, number);
};

const settle = async (chunk: Chunk, dryRun: boolean): Promise<{ counts: ChunkResult; errors: RowError[] }> => {
  const counts = { ...noRows, rows: chunk.failedRows, failed: chunk.failedRows };
  const errors = [...chunk.errors];
  const left = [...chunk.products];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { product, rows } = next;
      counts.rows += rows;
      try {
        counts[await importProduct(product, { now: nowMs(), dryRun })] += 1;
      } catch (error) {
        // What may succeed later (busy, overloaded) is no error of the row: the message comes again.
        if (!(error instanceof Refusal) || error.status >= 500) throw error;
        counts.failed += rows;
        errors.push({ line: product.line, code: error.code, message: error.message, handle: product.handle });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { counts, errors: errors.sort((a, b) => a.line - b.line) };
};
