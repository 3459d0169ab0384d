import { nowMs } from '#lib/clock.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { type HomeShard, isAlone } from './stock.ts';

/** What a warm function keeps in memory of a thing. It may be stale: a take by it is refused then, and the shards are read. */
interface Hint {
  /** Shards to choose from: 1 while only shard 0 has units, or sells at any count. */
  readonly shards: number;
  /** Nothing was left: look before writing, because a refused write costs a unit. */
  readonly empty: boolean;
  readonly purchaseLimit: number | undefined;
  at: number;
}

const FRESH_MS = 10_000;
const KEPT = 10_000;
const hints = new Map<string, Hint>();

/** Keeps what an image of shard 0 says. A thing with one shard needs no hint, unless nothing is left of it. */
export const remember = (stockKey: string, home: HomeShard): void => {
  hints.delete(stockKey);
  const shards = home.open || isAlone(home) ? 1 : home.shards;
  const empty = home.n <= 0 && !home.open && home.dry === home.ep;
  if (shards <= 1 && !empty) return;
  keep(hints, stockKey, { shards, empty, purchaseLimit: home.purchaseLimit, at: nowMs() });
};

/**
 * Chooses where to take from: `look` at shard 0 first, or try a shard. Without a hint it is shard 0, whose answer brings
 * one; a hint that is too old is renewed by one take there.
 *
 * @param ref whose take it is: another try of the same goes to the same shard
 */
export const hinted = (
  stockKey: string,
  ref: string | undefined,
): { readonly look: boolean; readonly shard: number; readonly purchaseLimit: number | undefined } => {
  const hint = hints.get(stockKey);
  if (!hint) return { look: false, shard: 0, purchaseLimit: undefined };
  const now = nowMs();
  const old = now - hint.at > FRESH_MS;
  if (old) hint.at = now;
  const { empty, purchaseLimit } = hint;
  if (empty || old) return { look: empty, shard: 0, purchaseLimit };
  return { look: false, shard: partitionOf(`${ref ?? Math.random()}#${stockKey}`, hint.shards), purchaseLimit };
};

/** Below so many times the units that are asked for, a thing is scarce. */
const SCARCE = 10;
const lastLeft = new Map<string, number>();

/** Notes how many units the counter that was asked had after a take, or at a refusal. */
export const noteLeft = (stockKey: string, left: number): void => keep(lastLeft, stockKey, left);

/**
 * Tells whether the counter that was asked last had few units, compared with `quantity`. What was never asked is not
 * scarce.
 */
export const wasScarce = (stockKey: string, quantity: number): boolean =>
  (lastLeft.get(stockKey) ?? Number.POSITIVE_INFINITY) < SCARCE * quantity;

/** Keeps the newest entries, a bounded number. */
const keep = <V>(map: Map<string, V>, key: string, value: V): void => {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
};

/** Clears all hints, as a cold start does. */
export const forgetHints = (): void => {
  hints.clear();
  lastLeft.clear();
};
