import { isoTime } from '#lib/clock.ts';
import { dueMessage } from '#lib/due-index.ts';
import { newId } from '#lib/id.ts';
import type { Refusal } from '#lib/problem.ts';
import { busy } from '#lib/refusals.ts';
import { sendMessages } from '#lib/send.ts';
import { transactIf } from '#lib/table.ts';
import { ExportsRunning } from '../refusals.ts';
import { type Export, type ExportRequest, filterOf, limits } from './export.ts';
import { newExport, readOpen } from './exports-table.ts';
import { ExportStep } from './messages.ts';

const ATTEMPTS = 5;
const RETRY_SECONDS = 60;
/** Milliseconds after which the due index starts an export whose first message was lost. */
const REMINDER_MS = 60_000;

const tooMany = (open: readonly Export[]): Refusal =>
  new ExportsRunning(
    `${open.length} exports are running, which are as many as run at once; wait until one is done.`,
    { exports: open.map(({ id }) => id) },
    { 'retry-after': String(RETRY_SECONDS) },
  );

/**
 * Starts an export: its state and a reminder in one transaction, then the message of its first step.
 * @param now milliseconds since 1970
 * @throws Refusal 422 for days that are none to export; 429 `exports-running`
 */
export const startExport = async (input: ExportRequest, now: number): Promise<Export> => {
  const one: Export = {
    id: newId('exp'),
    kind: input.kind,
    ...(input.kind === 'orders' ? { filter: filterOf(input, now) } : {}),
    status: 'waiting',
    step: 0,
    tries: 0,
    touchedAt: isoTime(now),
    isWritten: false,
    progress: 0,
    rows: 0,
    bytes: 0,
    parts: [],
    createdAt: isoTime(now),
  };
  const first = { exportId: one.id, step: 0 };
  const reminder = dueMessage(ExportStep, { ...first, isReminder: true }, { id: one.id, due: now + REMINDER_MS });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const seen = await readOpen(now);
    if (seen.open.length >= limits.atOnce) throw tooMany(seen.open);
    if (!(await transactIf([...newExport(one, seen), reminder]))) continue;
    await sendMessages(ExportStep, [first]);
    return one;
  }
  throw busy('Too many exports are being started at once.');
};
