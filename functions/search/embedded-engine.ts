import { nowMs, sleep } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { sendMessages } from '#lib/send.ts';
import { writeIf } from '#lib/table.ts';
import type { ProductCard } from '../catalog/public.ts';
import {
  type Built, builtWrite, raise, readBuilt, readDirty, readRow, readRows, readSnapshots, rowWrite, SHARDS, shardOf,
  snapshotWrite,
} from './index-table.ts'; // biome-ignore format: a list
import { BuildShard } from './messages.ts';
import { type RankedIndex, rankedIndex } from './ranked-index.ts';
import { sameCard } from './same-summary.ts';
import type { SearchEngine } from './search-engine.ts';

/** Changes of a shard within so long are one build. */
const GATHER_SECONDS = 1;
/** A warm function asks whether there is something new at most so often. */
const FRESH_MS = 1500;
const ATTEMPTS = 8;

/**
 * Builds a shard's snapshot up to a request. The request is counted before the rows are read, so the snapshot holds
 * whatever was stored before it; of many requests at once the first builds and the others find it done.
 */
export const buildShard = async (shard: number, asked: number): Promise<void> => {
  const built = await readBuilt({ consistent: true });
  if ((built.get(shard) ?? 0) >= asked) return;
  const dirty = await readDirty(shard);
  await writeIf(await snapshotWrite(shard, dirty, await readRows(shard)));
  await writeIf(builtWrite(shard, dirty));
};

const sync = async (id: string, read: () => Promise<ProductCard | undefined>): Promise<void> => {
  const shard = shardOf(id);
  for (let attempt = 1; ; attempt += 1) {
    const row = await readRow(id);
    const card = await read();
    if (row.revision > 0 && sameCard(row.card, card)) break;
    if (await writeIf(rowWrite(id, { revision: row.revision + 1, card }, nowMs()))) break;
    if (attempt === ATTEMPTS) throw new RetryableError('search: others keep changing the product');
    await sleep(Math.random() * 10 * 2 ** attempt);
  }
  // Also when nothing was new: a run before this one may have ended here.
  await sendMessages(BuildShard, [{ shard, dirty: await raise(shard) }], { delaySeconds: GATHER_SECONDS });
};

const stored = async (): Promise<ReadonlyMap<string, ProductCard>> => {
  const shards = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => readRows(shard)));
  return new Map(shards.flat().map(({ card }) => [card.id, card]));
};

/** What this environment holds in memory. */
interface Memory {
  readonly index: RankedIndex;
  /** By shard: the request that its rows hold, and each row's revision. */
  readonly shards: Map<number, { built: number; revisions: ReadonlyMap<string, number> }>;
  generation: number;
  askedAt: number;
  asking: Promise<void> | undefined;
}
let memory: Memory | undefined;

/** Takes what changed into the index: one read, and one more when there is something new. */
const refresh = async (held: Memory): Promise<void> => {
  const built: Built = await readBuilt({ consistent: false });
  const stale = [...built].filter(([shard, number]) => shard < SHARDS && held.shards.get(shard)?.built !== number);
  if (stale.length > 0) {
    for (const { shard, built: number, rows } of await readSnapshots(stale.map(([one]) => one))) {
      const before = held.shards.get(shard);
      if (before && before.built >= number) continue;
      const revisions = new Map(rows.map(({ card, revision }) => [card.id, revision]));
      for (const id of before?.revisions.keys() ?? []) if (!revisions.has(id)) held.index.remove(id);
      for (const { card, revision } of rows) if (before?.revisions.get(card.id) !== revision) held.index.put(card);
      held.shards.set(shard, { built: number, revisions });
    }
    held.generation += 1;
  }
  held.askedAt = nowMs();
};

const current = async () => {
  memory ??= { index: rankedIndex(), shards: new Map(), generation: 0, askedAt: 0, asking: undefined };
  const held = memory;
  if (held.askedAt + FRESH_MS <= nowMs()) {
    held.asking ??= refresh(held).finally(() => {
      held.asking = undefined;
    });
    try {
      await held.asking;
    } catch (error) {
      // What is in memory was right a moment ago; without any there is nothing to answer.
      if (held.askedAt === 0) throw error;
      log.error('search index not refreshed', error);
    }
  }
  return { generation: held.generation, search: held.index.search, suggest: held.index.suggest };
};

/**
 * The engine for a catalog that fits into memory: rows and snapshots in DynamoDB, the index in each environment. A
 * query costs no call, or one every second and a half.
 */
export const embeddedEngine: SearchEngine = { sync, stored, current };
