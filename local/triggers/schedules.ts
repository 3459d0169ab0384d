import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Cron } from 'croner';
import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { awsCall } from '../engines/aws-call.ts';
import { ACCOUNT, REGION } from '../environment.ts';
import type { Timetable } from '../plan.ts';
import type { Invoker } from './invoker.ts';
import type { Poller } from './queues.ts';
import { whenAdmitted } from './when-admitted.ts';

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

/** Lambda waits a minute before the first retry of an asynchronous invocation and two before the second. */
const RETRY_PAUSES_MS = [60_000, 120_000];

/** One run with its retries; what fails for good, or gets too old, leaves its event among the dead letters. */
export const runOnce = async (
  { fn, retries, maxAgeSeconds, dead }: Timetable,
  sqs: string,
  invoker: Invoker,
  pausesMs: readonly number[] = RETRY_PAUSES_MS,
): Promise<void> => {
  const event = scheduledEvent(fn.name);
  const began = performance.now();
  for (let attempt = 0; ; attempt += 1) {
    try {
      await whenAdmitted(() => invoker.invoke(fn, event));
      return;
    } catch (error) {
      log.error('schedule failed', error, { function: fn.name, attempt });
      const pause = pausesMs[Math.min(attempt, pausesMs.length - 1)] ?? 0;
      const condition =
        attempt >= retries
          ? 'RetriesExhausted'
          : performance.now() - began + pause > maxAgeSeconds * 1000
            ? 'EventAgeExceeded'
            : undefined;
      if (condition === undefined) {
        await wait(pause, undefined, { ref: false });
        continue;
      }
      const requestContext = { condition, approximateInvokeCount: attempt + 1, functionArn: fn.name };
      await awsCall(sqs, 'AmazonSQS.SendMessage', {
        QueueUrl: `${sqs}/${ACCOUNT}/${dead}`,
        MessageBody: JSON.stringify({
          version: '1.0',
          timestamp: isoTime(nowMs()),
          requestContext,
          requestPayload: event,
        }),
      });
      return;
    }
  }
};

/** Runs a function at its times, in UTC; never twice at once. */
export const runSchedule = (timetable: Timetable, sqs: string, invoker: Invoker): Poller => {
  const { fn, every } = timetable;
  const pattern = PATTERNS[every];
  if (!pattern) throw new Error(`${fn.id}: every = '${every}' is none of ${Object.keys(PATTERNS).join(', ')}`);
  const job = new Cron(pattern, { timezone: 'UTC', protect: true }, async () => {
    await runOnce(timetable, sqs, invoker).catch((error: unknown) =>
      log.error('dead letter not written', error, { function: fn.name }),
    );
  });
  return { stop: async () => job.stop() };
};
