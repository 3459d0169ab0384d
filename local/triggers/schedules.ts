import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { ACCOUNT, REGION } from '../environment.ts';
import { nameOf, type StackFunction } from '../stack.ts';
import type { Invoker } from './invoker.ts';
import type { Poller } from './queues.ts';

const PATTERNS: Readonly<Record<string, string>> = {
  '1 minute': '* * * * *',
  '5 minutes': '*/5 * * * *',
  '15 minutes': '*/15 * * * *',
  '1 hour': '0 * * * *',
  '1 day': '0 0 * * *',
};

/** EventBridge's event for a schedule. */
export const scheduledEvent = (name: string): object => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: ACCOUNT,
  time: isoTime(nowMs()).replace(/\.\d+/, ''),
  region: REGION,
  resources: [`arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`],
  detail: {},
});

/** Runs a function at its times, in UTC; never twice at once. */
export const runSchedule = (stage: string, fn: StackFunction, invoker: Invoker): Poller => {
  const name = nameOf(stage, fn);
  const pattern = PATTERNS[fn.exports.every ?? ''];
  if (!pattern)
    throw new Error(`${fn.file}: every = '${fn.exports.every}' is none of ${Object.keys(PATTERNS).join(', ')}`);
  const job = new Cron(pattern, { timezone: 'UTC', protect: true }, async () => {
    await invoker
      .invoke(fn, scheduledEvent(name))
      .catch((error: unknown) => log.error('schedule failed', error, { function: name }));
  });
  return { stop: async () => job.stop() };
};
