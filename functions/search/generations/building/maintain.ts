import { nowMs } from '#lib/clock.ts';
import { log as lines } from '#lib/log.ts';
import { alarmed } from '#lib/metric.ts';
import type { SearchEngine, Sources } from '../../engine.ts';
import type { ChangeLog } from '../change-log.ts';
import { changes } from '../generations.ts';
import type { Position } from '../log-table.ts';
import { type Pointer, positionOf, readPointer } from '../pointer.ts';
import { askedAt } from '../rebuild.ts';
import { openBase, type Run, RunEnded } from './base.ts';
import { fullRead } from './full-read.ts';
import { takeLease } from './lease.ts';
import { isPackDue, LogLost, packLog } from './packs.ts';
import { publishFile } from './publish-file.ts';
import { sweep } from './sweep.ts';
import { type OpenWork, openWork } from './work-file.ts';

/** Milliseconds kept back at the end of a run, to store what there is. */
const RESERVE_MS = 45_000;
const DAY_MS = 86_400_000;
/** The hour of the night, in UTC, after which all sources are read anew. */
const NIGHT_MS = 3 * 3_600_000;
/** Milliseconds between two files. */
const APART_MS = 300_000;
/** Changes from which on a new file is made: a twentieth of the documents, within these. */
const [FEWEST, MOST, SHARE] = [500, 5000, 0.05];

const nightOf = (ms: number): number => Math.floor((ms - NIGHT_MS) / DAY_MS);

/** Tells whether a new file is due of what has changed since the newest one. @param now milliseconds since 1970 */
export const isFileDue = (pointer: Pointer, end: Position, now: number): boolean => {
  const [newest] = pointer.files;
  const changes = end.changes - positionOf(pointer).changes;
  const enough = Math.min(MOST, Math.max(FEWEST, SHARE * (newest?.documents ?? 0)));
  return newest !== undefined && changes >= enough && now - newest.madeAt >= APART_MS;
};

/** Tells whether all sources are to be read anew: asked for, each night, and where there is no file of what there is. */
const isReadDue = async (pointer: Pointer, end: Position, anew: boolean, sources: Sources): Promise<boolean> => {
  if (anew || (await askedAt(pointer.readAt)) > pointer.readAt) return true;
  if (pointer.version === 0 && end.n === 0) return (await sources.list(undefined)).ids.length > 0;
  return nightOf(nowMs()) > nightOf(pointer.readAt);
};

/** Makes the builder of an index: see `SearchEngine.maintain`. */
export const builder =
  (log: ChangeLog, open: OpenWork = openWork): SearchEngine['maintain'] =>
  async (sources, { anew, untilMs }) => {
    const lease = await takeLease(nowMs());
    if (!lease) return;
    const goesOn = async (forMs?: number): Promise<void> => {
      if (nowMs() >= untilMs - RESERVE_MS) throw new RunEnded('the time is over');
      if (!(await lease.renew(nowMs(), forMs))) throw new RunEnded('another builder has the lease');
    };
    try {
      await build({ openWork: open, goesOn }, log, sources, anew);
    } catch (error) {
      if (!(error instanceof RunEnded)) throw error;
      lines.info('search builder goes on in its next run', { reason: error.message });
    } finally {
      await lease.release();
    }
  };

const build = async (run: Run, log: ChangeLog, sources: Sources, anew: boolean): Promise<void> => {
  let pointer = await readPointer();
  const end = await log.end();
  let isLost = false;
  try {
    if (isPackDue(pointer, end)) pointer = await packLog(pointer, end);
  } catch (error) {
    if (!(error instanceof LogLost)) throw error;
    alarmed('IndexNotRefreshed', 'search log has lost entries: all sources are read anew', error);
    isLost = true;
  }
  await run.goesOn();
  if (isLost || (await isReadDue(pointer, end, anew, sources))) await fullRead(sources, run, log.end, isLost);
  else if (isFileDue(pointer, end, nowMs())) await publishFile(await openBase(pointer, run), run);
  else return;
  await sweep();
};

/** The builder of the stage’s index. */
export const maintain = builder(changes);
