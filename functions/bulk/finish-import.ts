import { isoTime, nowMs } from '#lib/clock.ts';
import { eventWrite } from '#lib/event.ts';
import { get, transact, transactIf, type Write, writeIf } from '#lib/table.ts';
import { listNotes } from './bucket/list-notes.ts';
import { ImportFinished } from './events.ts';
import { readImages } from './images/images-table.ts';
import { type ChunkResult, type Import, inAll, isComplete, noUrls, sumOf, viewOf } from './import.ts';
import {
  endImport,
  GROUP,
  groupOf,
  groupWrite,
  importAt,
  importFrom,
  readGroup,
  readGroups,
  readImport,
  readProgress,
  table,
} from './imports-table.ts';

type End = 'done' | 'failed' | 'cancelled';

/** Builds the end of an import with its event; before it stores the files of errors and warnings, a repeat the same. */
export const endWrites = async (one: Import, to: End, totals: ChunkResult): Promise<Write[]> => {
  const images = await readImages(one.id);
  const [listedErrors, listedWarnings] = await Promise.all([
    totals.failed + images.failed > 0
      ? listNotes(one.id, 'errors', inAll(totals.failed, images.failed), images.failed)
      : undefined,
    totals.warnings > 0 ? listNotes(one.id, 'warnings', `there are ${totals.warnings} warnings`) : undefined,
  ]);
  const now = nowMs();
  const { rows, products } = viewOf(one, totals, noUrls);
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
    ...endImport(one.id, to, {
      totals,
      listedErrors,
      listedWarnings,
      listedImages: images.failed,
      images: isComplete(images) ? images : undefined,
      finishedAt: isoTime(now),
    }),
    eventWrite(table, ImportFinished, { aggregate: one.id, sequence: 1, data, at: now }),
  ];
};

/**
 * Ends an import once its file is read and every chunk has its result, with its products shown. Each chunk asks after its
 * result is stored, and after it is shown, and the reader of the file after it stored how many there are, so that one of them sees all; the transaction lets one
 * win. A question costs the same for any number of chunks: a chunk reads its group, and sums of groups once that is
 * complete.
 * @param number the chunk that asks; the reader of the file has none
 */
export const finishIfComplete = async (importId: string, number?: number): Promise<void> => {
  const one = importFrom(await get(importAt(importId), { consistent: true }));
  if (one?.status !== 'running') return;
  const { chunks } = one;
  if (chunks !== 0) {
    const asking = number ?? (chunks === undefined ? undefined : chunks - 1);
    if (asking === undefined || !(await completeGroup(one, groupOf(asking))) || chunks === undefined) return;
  }
  const groups = await readGroups(importId);
  if (groups.size < groupOf(chunks + GROUP - 1)) return;
  const to = one.reasonCode === undefined ? 'done' : 'failed';
  await transactIf(await endWrites(one, to, sumOf([...groups.values()])));
};

/** Stores the sums of a group once each of its chunks has a result and is shown; answers whether that is so. */
const completeGroup = async (one: Import, group: number): Promise<boolean> => {
  const { id, chunks } = one;
  const { results, settled } = await readGroup(one, group);
  const size = chunks === undefined ? GROUP : Math.min(GROUP, chunks - group * GROUP);
  if (settled.size < size) return false;
  await writeIf(groupWrite(id, group, sumOf([...results.values()]), nowMs()));
  return true;
};

/**
 * Stops an import: chunks that are not begun are not worked; products that are in stay in. A repeat changes nothing.
 * @throws Refusal 404; 409 `import-over` when it is done or has failed
 */
export const cancelImport = async (importId: string): Promise<Import> => {
  const one = await readImport(importId);
  if (one.status === 'cancelled') return one;
  await transact(await endWrites(one, 'cancelled', await readProgress(one)));
  return readImport(importId);
};
