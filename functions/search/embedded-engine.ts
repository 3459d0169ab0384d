import { nowMs, sleep } from '#lib/clock.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { sendMessages } from '#lib/send.ts';
import { writeIf } from '#lib/table.ts';
import type { SearchSummary } from '../catalog/public.ts';
import { current } from './current-index.ts';
import {
  builtWrite, raise, readBuilt, readDirty, readProductRows, readRows, rowWrite, SHARDS, shardOf,
  snapshotWrite,
} from './index-table.ts'; // biome-ignore format: a list
import { BuildShard } from './messages.ts';
import { sameSummary } from './same-summary.ts';
import type { SearchEngine } from './search-engine.ts';

/** Seconds that a snapshot waits for further changes of its shard: together they are one build. */
const GATHER_SECONDS = 1;
const ATTEMPTS = 8;
/** Products that are written at once. */
const AT_ONCE = 10;

/**
 * Builds a shard's snapshot up to a request, unless a later one was built. The request count is read before the rows,
 * so the snapshot holds everything that was stored before it.
 * @param request the number that `raise` answered
 */
export const buildShard = async (shard: number, request: number): Promise<void> => {
  const built = await readBuilt({ consistent: true });
  if ((built.get(shard) ?? 0) >= request) return;
  const dirty = await readDirty(shard);
  await writeIf(await snapshotWrite(shard, dirty, await readRows(shard)));
  await writeIf(builtWrite(shard, dirty));
};

const sync: SearchEngine['sync'] = async (asked, read) => {
  const ids = [...new Set(asked)];
  let left = ids;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > ATTEMPTS) throw new RetryableError('search: other writers keep changing the products');
    if (attempt > 1) await sleep(Math.random() * 10 * 2 ** attempt);
    left = await storeChanged(left, read);
  }
  // Also of what was not stored: an earlier run may have ended between the row and this message.
  const shards = [...new Set(ids.map(shardOf))];
  const requests = await Promise.all(shards.map(async (shard) => ({ shard, dirty: await raise(shard) })));
  await sendMessages(BuildShard, requests, { delaySeconds: GATHER_SECONDS });
};

/** Stores each product that has changed. @returns those that another writer stored meanwhile */
const storeChanged = async (ids: readonly string[], read: Parameters<typeof sync>[1]): Promise<string[]> => {
  const rows = await readProductRows(ids);
  const summaries = await read(ids);
  const changes = ids.flatMap((id, index) => {
    const row = rows[index] ?? { revision: 0 };
    const summary = summaries[index];
    if (row.revision > 0 && sameSummary(row.summary, summary)) return [];
    return [{ id, write: rowWrite(id, { revision: row.revision + 1, summary }, nowMs()) }];
  });
  const left: string[] = [];
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    const some = changes.slice(from, from + AT_ONCE);
    const written = await Promise.all(some.map(({ write }) => writeIf(write)));
    left.push(...some.flatMap(({ id }, index) => (written[index] ? [] : [id])));
  }
  return left;
};

const stored = async (): Promise<ReadonlyMap<string, SearchSummary>> => {
  const shards = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => readRows(shard)));
  return new Map(shards.flat().map(({ summary }) => [summary.id, summary]));
};

/**
 * Search engine for a catalog that fits into memory: rows and snapshots in DynamoDB, the index in each environment. A
 * query costs no call, or one every second and a half.
 */
export const embeddedEngine: SearchEngine = { sync, stored, current };
