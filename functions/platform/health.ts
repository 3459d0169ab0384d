import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { queueUrl, sqs } from '#lib/send.ts';
import { get, tableOf } from '#lib/table.ts';
import { deadQueueName } from './dead-letters.ts';

/** What is asked of each engine: the smallest call that this role may make. */
const checks = (consumer: string | undefined): Record<string, () => Promise<unknown>> => ({
  tables: () => get({ table: tableOf('users'), key: { pk: 'key#health', sk: 'key' } }),
  ...(consumer === undefined
    ? {}
    : {
        queues: () =>
          sqs().send(
            new GetQueueAttributesCommand({
              QueueUrl: queueUrl(deadQueueName(consumer)),
              AttributeNames: ['ApproximateNumberOfMessages'],
            }),
          ),
      }),
});

export interface Health {
  readonly status: 'ok' | 'failing';
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
}

const KEEP_MS = 5000;
let kept: { readonly until: number; readonly health: Promise<Health> } | undefined;

/** Asks the engines, at most every 5 s: whoever polls us does not load them. */
export const health = (consumer: string | undefined): Promise<Health> => {
  if (!kept || kept.until <= nowMs()) kept = { until: nowMs() + KEEP_MS, health: examine(checks(consumer)) };
  return kept.health;
};

/** Runs every check; one that throws is failing, and why is in the log only. */
export const examine = async (asked: Record<string, () => Promise<unknown>>): Promise<Health> => {
  const results = await Promise.all(
    Object.entries(asked).map(async ([name, ask]) => {
      try {
        await ask();
        return [name, 'ok'] as const;
      } catch (error) {
        log.error('health check failed', error, { check: name });
        return [name, 'failing'] as const;
      }
    }),
  );
  const status = results.every(([, result]) => result === 'ok') ? 'ok' : 'failing';
  return { status, checks: Object.fromEntries(results) };
};
