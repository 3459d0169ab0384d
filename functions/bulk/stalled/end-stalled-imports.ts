import { isoTime, msOf } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { transactIf, writeIf } from '#lib/table.ts';
import { openFile } from '../bucket/open-file.ts';
import { endWrites, finishIfComplete } from '../finish-import.ts';
import { type Import, noRows } from '../import.ts';
import { claimFile, GROUP, readImport, readProgress, stallImport } from '../imports-table.ts';
import { noteMove, noteTry, type OpenImport, readOpenImports } from './open-imports-table.ts';
import { settleMissing } from './settle-missing.ts';

/** Longer than a chunk's five receives take (half an hour), and than anything else that an import waits for. */
const STALLED_MS = 3_600_000;
/** An import may wait behind others in the queue: as long as those go on, it is given up only after a day. */
const WAITS_MS = 24 * 3_600_000;
/** The form for the upload is good for an hour. */
const NO_FILE_MS = 2 * 3_600_000;

/**
 * Ends every import that does not go on: its messages died, and lie in dead letters that nobody redrives. What nobody
 * worked is counted as refused, each product by its line, and the import has failed. A run that is cut short is gone on
 * with by the next one.
 * @param now milliseconds since 1970
 */
export const endStalledImports = async (now: number): Promise<void> => {
  const seen: { readonly open: OpenImport; readonly movedAt: number }[] = [];
  for (const open of await readOpenImports()) seen.push({ open, movedAt: await lookAt(open, now) });
  const running = seen.filter(({ open }) => open.one.status === 'running');
  const anyMovedAt = Math.max(...running.map(({ movedAt }) => movedAt));
  for (const { open, movedAt } of seen) {
    const { one, tries } = open;
    const begun = tries > 0;
    if (one.status === 'waiting' && now - msOf(one.createdAt) > NO_FILE_MS) await endWaiting(open, now);
    if (one.status !== 'running' || !(begun || now - movedAt > STALLED_MS)) continue;
    if (begun || now - anyMovedAt > STALLED_MS || now - movedAt > WAITS_MS) await endStalled(open, now);
  }
};

/** Answers when an import was last seen to go on, and notes it when it has gone on since. */
const lookAt = async (open: OpenImport, now: number): Promise<number> => {
  const { one } = open;
  const { status, sent, rowsRead, chunks = null } = one;
  const progress = JSON.stringify([status, sent, rowsRead, chunks, await readProgress(one)]);
  if (progress === open.progress) return msOf(open.movedAt);
  await noteMove(open, progress, now);
  return now;
};

const noFile = { code: 'file-missing', reason: 'No file was uploaded while the form was good; start a new import.' };

/** Ends an import whose file never came, and one whose file came and nobody was told. */
const endWaiting = async (open: OpenImport, now: number): Promise<void> => {
  const { id } = open.one;
  const file = await openFile(id);
  if (!file) {
    await writeIf(stallImport(id, 0, noFile));
    await transactIf(await endWrites(await readImport(id), 'failed', noRows));
  } else if (await writeIf(claimFile(id, file.etag, isoTime(now)))) {
    await endStalled({ ...open, one: await readImport(id) }, now);
  }
};

const stalled = {
  code: 'stalled',
  reason: 'It did not go on for an hour, so what was not worked by then is refused; import the file again.',
};

const endStalled = async (open: OpenImport, now: number): Promise<void> => {
  log.warn('import stalled', { importId: open.one.id, tries: open.tries });
  await noteTry(open);
  const { chunks, refused } = await settleMissing(open, now);
  // What is in and only not shown is no failure, and has its warning.
  if (refused || open.one.chunks === undefined) await writeIf(stallImport(open.one.id, chunks, stalled));
  await finish(open.one, chunks);
};

/** Sums up each group and ends the import with the last one. */
const finish = async ({ id }: Import, chunks: number): Promise<void> => {
  for (let first = 0; first < Math.max(1, chunks); first += GROUP) await finishIfComplete(id, first);
};
