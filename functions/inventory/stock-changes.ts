import { type Envelope, envelope } from '#lib/event.ts';
import type { Change } from '#lib/stream.ts';
import { shardFrom } from './counters/shard-table.ts';
import { isVariant, positionOf, type Shard, sells } from './counters/stock.ts';
import { StockChanged } from './events.ts';
import { shardOfKey } from './ledger/stock-table.ts';

/** What a batch of changes did to one shard, from its first image to its last. */
interface Moved {
  readonly stockKey: string;
  readonly shard: number;
  readonly before: Shard | undefined;
  readonly after: Shard;
  readonly id: string;
  readonly at: number;
}

const places = (changes: readonly Change[], kind: 'stock' | 'owed') =>
  changes.flatMap((change) => {
    const place = shardOfKey(String((change.after ?? change.before)?.['pk']));
    return place?.kind === kind ? [{ ...place, change }] : [];
  });

const movedShards = (changes: readonly Change[]): Moved[] => {
  const moved = new Map<string, Moved>();
  for (const { stockKey, shard, change } of places(changes, 'stock')) {
    const after = shardFrom(change.after);
    if (!after) continue;
    const earlier = moved.get(`${stockKey}#${shard}`);
    const before = earlier ? earlier.before : shardFrom(change.before);
    moved.set(`${stockKey}#${shard}`, { stockKey, shard, before, after, id: change.id, at: change.at });
  }
  return [...moved.values()];
};

/**
 * Derives the facts of a batch of changes: a variant's shard came in or ran out, or its record was opened or adjusted. One fact
 * per shard and batch at most, and none when it is as it was at the start of the batch.
 */
export const stockFacts = (changes: readonly Change[]): Envelope[] =>
  movedShards(changes)
    .filter(({ stockKey, before, after }) => {
      if (!isVariant(stockKey)) return false;
      return !before || sells(before) !== sells(after) || before.v !== after.v;
    })
    .map(({ stockKey, shard, after, id, at }) =>
      envelope(StockChanged, {
        id: `evt_${id}`,
        aggregate: stockKey,
        sequence: positionOf(after),
        data: { variantId: stockKey, shard, available: sells(after), at: positionOf(after) },
        at,
      }),
    );

/** Derives the sweeps that a batch of changes asks for: one per shard from which was taken, or to which units became owed. */
export const sweepsAfter = (changes: readonly Change[]): { what: string; shard: number; to: number }[] => {
  const sweeps = new Map<string, { what: string; shard: number; to: number }>();
  for (const { stockKey, shard, change } of places(changes, 'owed')) {
    if (change.after) sweeps.set(`${stockKey}#${shard}`, { what: stockKey, shard, to: 0 });
  }
  for (const { stockKey, shard, before, after } of movedShards(changes)) {
    if (after.t > (before?.t ?? 0)) sweeps.set(`${stockKey}#${shard}`, { what: stockKey, shard, to: after.t });
  }
  return [...sweeps.values()];
};
