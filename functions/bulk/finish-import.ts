import { isoTime, nowMs } from '#lib/clock.ts';
import { eventWrite } from '#lib/event.ts';
import { get, transact, transactIf, type Write } from '#lib/table.ts';
import { errorFile } from './bucket/error-file.ts';
import { putErrorFile } from './bucket/import-bucket.ts';
import { chunkLimits } from './chunks.ts';
import { ImportFinished } from './events.ts';
import { type ChunkResult, type Import, sumOf, viewOf } from './import.ts';
import { endImport, importAt, importFrom, readChunks, readErrors, readImport, table } from './imports-table.ts';

type End = 'done' | 'failed' | 'cancelled';

/** The end of an import and its fact in one transaction; before it, the error file, which a repeat writes the same. */
const endWrites = async (one: Import, to: End, totals: ChunkResult): Promise<Write[]> => {
  const errors = totals.failed > 0 ? await readErrors(one.id, chunkLimits.listedErrors) : [];
  if (errors.length > 0) await putErrorFile(one.id, errorFile(errors, totals.failed));
  const now = nowMs();
  const { rows, products } = viewOf(one, totals, null);
  const { id: importId, kind, dryRun, reasonCode } = one;
  const data = {
    importId,
    kind,
    dryRun,
    status: to,
    rows,
    products,
    ...(reasonCode === undefined ? {} : { reasonCode }),
  };
  return [
    endImport(one.id, to, { totals, listedErrors: errors.length || undefined, finishedAt: isoTime(now) }),
    eventWrite(table, ImportFinished, { aggregate: one.id, sequence: 1, data, at: now }),
  ];
};

/**
 * Ends an import once its file is read and every chunk has its result. Each chunk asks after writing its own, and the
 * reader of the file after saying how many there are: whoever comes last sees all, and the transaction lets one win.
 */
export const finishIfComplete = async (importId: string): Promise<void> => {
  const one = importFrom(await get(importAt(importId), { consistent: true }));
  if (one?.status !== 'running' || one.chunks === undefined) return;
  const results = await readChunks(importId);
  for (let number = 0; number < one.chunks; number += 1) if (!results.has(number)) return;
  const to = one.reasonCode === undefined ? 'done' : 'failed';
  await transactIf(await endWrites(one, to, sumOf([...results.values()])));
};

/**
 * Stops an import: chunks that are not begun are not worked; products that are in stay in. A repeat changes nothing.
 * @throws Refusal 404; 409 `import-over` when it is done or has failed
 */
export const cancelImport = async (importId: string): Promise<Import> => {
  const one = await readImport(importId);
  if (one.status === 'cancelled') return one;
  const results = await readChunks(importId);
  await transact(await endWrites(one, 'cancelled', sumOf([...results.values()])));
  return readImport(importId);
};
