import { nowMs } from '#lib/clock.ts';
import { timeLeft } from '#lib/deadline.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { newId } from '#lib/id.ts';
import { log } from '#lib/log.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { ConditionFailed, write, writeIf } from '#lib/table.ts';
import { csvLine } from '../csv/cells.ts';
import { type Export, isOpen, isStalled, limits, stepFailed } from './export.ts';
import { joinParts, openExportFile } from './export-file.ts';
import { beginWrite, endWrite, exportFrom, type Made, madeWrite, releaseWrite } from './exports-table.ts';
import { ExportStep } from './messages.ts';
import { sourceOf } from './sources.ts';

/** Milliseconds of work of a step, and at most half of what its function has left: a slow page more is no death. */
const WORKS_MS = 60_000;
const workTime = (): number => Math.min(WORKS_MS, timeLeft() / 2);
/** Longer than the function can run: a call that began a step before that has ended. */
const LEASE_MS = 130_000;

/**
 * Works one step of an export: reads pages and writes their rows for a minute, records where it stopped, and sends the
 * next step. One that died, at any call, is worked again from where the step before it stopped. Repeats change nothing.
 * @param until when to stop after a page, milliseconds since 1970
 */
export const workExport = async (message: ExportStep, until = nowMs() + workTime()): Promise<void> => {
  const begun = await begin(message);
  if (!begun) return;
  try {
    let one = begun;
    if (!begun.isWritten) {
      const made = await writeRows(begun, until);
      if (!(await recorded(begun, made))) return log.warn('export step was taken over', { exportId: begun.id });
      if (!made.isWritten) return await sendStep(begun.id, begun.step + 1, message);
      one = { ...begun, ...made };
    }
    await joinParts(one);
    await writeIf(endWrite(one.id, undefined, nowMs()));
  } catch (error) {
    await giveBack(begun);
    throw error;
  }
};

/** Begins a step, unless that is not to be done (any more): answers the export, with this invocation as its worker. */
const begin = async (message: ExportStep): Promise<Export | undefined> => {
  const { exportId, step, isReminder = false } = message;
  const lease = { by: newId('lse'), now: nowMs(), ms: LEASE_MS };
  try {
    return exportFrom(await write(beginWrite(exportId, step, lease, isReminder)));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const found = exportFrom(error.found);
    if (!found || !isOpen(found) || isStalled(found, lease.now)) return undefined;
    // An earlier try of the same write, whose answer was lost.
    if (found.leaseBy === lease.by) return found;
    if (isReminder) return undefined;
    // The call that made this step may have died before the next one was sent.
    if (found.step === step + 1) await sendStep(exportId, found.step, message);
    if (found.step === step) throw new RetryableError('export: another invocation works this step');
    return undefined;
  }
};

const sendStep = (exportId: string, step: number, message: ExportStep): Promise<void> =>
  sendAt(ExportStep, { exportId, step }, { id: `${exportId}#${step}`, due: nowMs(), selfSends: nextSelfSend(message) });

const writeRows = async (one: Export, until: number): Promise<Made> => {
  const source = sourceOf(one);
  const file = await openExportFile(one);
  if (one.step === 0) await file.add(csvLine(source.header));
  let { position, rows, progress } = one;
  do {
    const page = await source.read(position);
    for (const row of page.rows) await file.add(csvLine(row));
    rows += page.rows.length;
    ({ position, progress } = page);
  } while (position && nowMs() < until);
  const written = position ? await file.pause(one.step + 1) : await file.finish();
  return { ...written, rows, progress, ...(position ? { position } : {}) };
};

/** Records what the step made; false when another invocation has the step. */
const recorded = async (one: Export, made: Made): Promise<boolean> => {
  try {
    await write(madeWrite(one, made, nowMs()));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const found = exportFrom(error.found);
    return found?.step === one.step + 1 && found.leaseBy === one.leaseBy;
  }
};

/** Lets a step that failed be tried again, or ends the export after the last try, so that it says why. */
const giveBack = async (one: Export): Promise<void> => {
  const last = one.tries >= limits.tries;
  try {
    await writeIf(last ? endWrite(one.id, stepFailed, nowMs()) : releaseWrite(one));
  } catch (error) {
    log.warn('export step was not given back', { exportId: one.id, reason: (error as Error).name });
  }
};
