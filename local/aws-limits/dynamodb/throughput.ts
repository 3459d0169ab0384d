import type { Limits } from '../limits.ts';

export type Unit = 'read' | 'write';

interface Bucket {
  tokens: number;
  /** When it was last refilled, in milliseconds. */
  at: number;
  /** All that was ever taken. */
  used: number;
}

/** Keys that are remembered; one that is forgotten begins anew with one second's worth. */
const KEPT = 100_000;

/**
 * A token bucket for each partition key and kind of unit. A request is let in while anything is left, and may consume
 * more: the bucket goes into debt, and nobody gets in until it is paid. So the rate is kept exactly over time, and a
 * large item is never refused for its size alone.
 */
export const createThroughput = (limits: Limits) => {
  const buckets = { read: new Map<string, Bucket>(), write: new Map<string, Bucket>() };
  const perSecond = { read: limits.readUnits, write: limits.writeUnits };

  const bucketOf = (unit: Unit, partition: string, now: number): Bucket => {
    const kept = buckets[unit];
    const rate = perSecond[unit] / (limits.divisorOf?.(partition) ?? 1);
    const bucket = kept.get(partition) ?? { tokens: rate, at: now, used: 0 };
    const most = rate * Math.max(1, limits.burstSeconds);
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.at) / 1000) * rate);
    bucket.at = now;
    // Last used, last in the map: the first is the one to forget.
    kept.delete(partition);
    kept.set(partition, bucket);
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return bucket;
  };

  return {
    /** Whether a request on this key is let in at `now` (milliseconds, of any clock that goes on). */
    isOpen: (unit: Unit, partition: string, now: number): boolean => bucketOf(unit, partition, now).tokens > 0,
    take(unit: Unit, partition: string, units: number, now: number): void {
      const bucket = bucketOf(unit, partition, now);
      bucket.tokens -= units;
      bucket.used += units;
    },
    /** The keys with the most units so far. */
    hottest: (unit: Unit, count: number): { partition: string; units: number }[] =>
      [...buckets[unit]]
        .map(([partition, { used }]) => ({ partition, units: used }))
        .toSorted((a, b) => b.units - a.units)
        .slice(0, count),
  };
};
export type Throughput = ReturnType<typeof createThroughput>;
