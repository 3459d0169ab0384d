import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { type Built, readBuilt, readSnapshots, SHARDS } from './index-table.ts';
import { type RankedIndex, rankedIndex } from './ranked-index.ts';
import type { SearchEngine } from './search-engine.ts';

/** Milliseconds after which an environment checks whether a snapshot is newer. */
const FRESH_MS = 1500;

/** The index of this environment. */
interface Memory {
  readonly index: RankedIndex;
  /** By shard: the number of the request that its rows hold, and each row's revision. */
  readonly shards: Map<number, { built: number; revisions: ReadonlyMap<string, number> }>;
  generation: number;
  askedAt: number;
  asking: Promise<void> | undefined;
}
let memory: Memory | undefined;

/** Loads newer snapshots into the index: one read, and one more when there are any. */
const refresh = async (held: Memory): Promise<void> => {
  const built: Built = await readBuilt({ consistent: false });
  const stale = [...built].filter(([shard, number]) => shard < SHARDS && held.shards.get(shard)?.built !== number);
  if (stale.length > 0) {
    for (const { shard, built: number, rows } of await readSnapshots(stale.map(([one]) => one))) {
      const before = held.shards.get(shard);
      if (before && before.built >= number) continue;
      const revisions = new Map(rows.map(({ summary, revision }) => [summary.id, revision]));
      for (const id of before?.revisions.keys() ?? []) if (!revisions.has(id)) held.index.remove(id);
      for (const { summary, revision } of rows)
        if (before?.revisions.get(summary.id) !== revision) held.index.put(summary);
      held.shards.set(shard, { built: number, revisions });
    }
    held.generation += 1;
  }
  held.askedAt = nowMs();
};

/** Answers the index of this environment, newer snapshots loaded; without one there is nothing to answer. */
export const current: SearchEngine['current'] = async () => {
  memory ??= { index: rankedIndex(), shards: new Map(), generation: 0, askedAt: 0, asking: undefined };
  const held = memory;
  if (held.askedAt + FRESH_MS <= nowMs()) {
    held.asking ??= refresh(held).finally(() => {
      held.asking = undefined;
    });
    try {
      await held.asking;
    } catch (error) {
      // The index in memory is answered a little longer; without one there is nothing to answer.
      if (held.askedAt === 0) throw error;
      log.error('search index not refreshed', error);
    }
  }
  return { generation: held.generation, search: held.index.search, suggest: held.index.suggest };
};
