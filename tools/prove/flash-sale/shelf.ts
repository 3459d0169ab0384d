import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactGetCommand } from '@aws-sdk/lib-dynamodb';
import { nowMs, sleep } from '#lib/clock.ts';
import { shardKey } from '../../../functions/inventory/counters/shard-table.ts';
import { ACCESS_KEY, REGION, SECRET_KEY } from '../../../local/environment.ts';
import type { StackFile } from '../../../local/stack-file.ts';
import type { Look } from './observed.ts';

/** Between two looks. A refusal takes hundreds of milliseconds, and each look costs the engine a few. */
const PAUSE_MS = 15;

/**
 * Looks at the counters of a variant again and again, past all of our own code: a transaction of the engine reads them
 * together, so each look saw one moment, which lies between its start and its end. A look that fails later is none.
 * @returns when the first look has been made
 */
export const watchShelf = async (
  { endpoints }: Pick<StackFile, 'endpoints'>,
  variantId: string,
  shards: number,
): Promise<{ stop(): Promise<Look[]> }> => {
  const engine = new DynamoDBClient({
    endpoint: endpoints.dynamodb,
    region: REGION,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
    maxAttempts: 1,
  });
  const counters = Array.from({ length: shards }, (_, shard) => ({
    Get: { TableName: 'floodgate-local-inventory', Key: shardKey(variantId, shard) },
  }));
  const client = DynamoDBDocumentClient.from(engine);
  const look = async (): Promise<Look> => {
    const start = nowMs();
    const { Responses = [] } = await client.send(new TransactGetCommand({ TransactItems: counters }));
    return { start, end: nowMs(), unheld: Responses.reduce((sum, { Item }) => sum + unheldIn(Item), 0) };
  };
  const looks = [await look()];
  let open = true;
  const watching = (async () => {
    for (; open; await sleep(PAUSE_MS)) {
      const seen = await look().catch(() => undefined);
      if (seen) looks.push(seen);
    }
  })();
  return {
    async stop() {
      open = false;
      await watching;
      engine.destroy();
      return looks;
    },
  };
};

/** Units of a counter, and those that a move has taken from it. @throws where there is no counter */
const unheldIn = (counter: Record<string, unknown> | undefined): number => {
  if (!counter) throw new Error('shelf: a counter is not there');
  return Number(counter['n']) + Number(counter['mq'] ?? 0);
};
