import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { log } from '#lib/log.ts';
import { queueUrl, sqs } from '#lib/send.ts';
import { get, tableOf } from '#lib/table.ts';
import { readThrough, ttlCache } from '#lib/ttl-cache.ts';
import { type Consumer, deadQueueName } from './dead-letters.ts';

/** Lists the checks by engine: each is the smallest call that this role may make. */
const checks = (consumer: Consumer | undefined): Record<string, () => Promise<unknown>> => ({
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
const recent = ttlCache<Promise<Health>>(KEEP_MS, 1);

/**
 * Checks the engines, at most every 5 s an environment, so that polling puts no load on them.
 * @param consumer the function whose dead-letter queue is read; no queue is without it
 */
export const health = (consumer: Consumer | undefined): Promise<Health> =>
  readThrough(recent, consumer?.name ?? '', () => examine(checks(consumer)));

/** Runs every check side by side; one that throws is `failing`, and its error is in the log alone. */
export const examine = async (named: Record<string, () => Promise<unknown>>): Promise<Health> => {
  const results = await Promise.all(
    Object.entries(named).map(async ([name, check]) => {
      try {
        await check();
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
