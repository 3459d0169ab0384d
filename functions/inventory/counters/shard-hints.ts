import { nowMs } from '#lib/clock.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { type HomeShard, isAlone } from './stock.ts';

/** What a warm function remembers of a thing. It may be stale: whoever is wrong is refused, and looks. */
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

/** Learns from an image of shard 0. A thing with one shard needs no hint, unless nothing is left of it. */
export const remember = (what: string, home: HomeShard): void => {
  hints.delete(what);
  const shards = home.open || isAlone(home) ? 1 : home.shards;
  const empty = home.n <= 0 && !home.open && home.dry === home.ep;
  if (shards <= 1 && !empty) return;
  hints.set(what, { shards, empty, purchaseLimit: home.purchaseLimit, at: nowMs() });
  const [oldest] = hints.keys();
  if (hints.size > KEPT && oldest !== undefined) hints.delete(oldest);
};

/**
 * Where to take from: `look` at shard 0 first, or try a shard. Without a hint it is shard 0, whose answer brings one; a
 * hint that is too old sends one taker there to renew it.
 *
 * @param ref whose take it is: another try of the same goes to the same shard
 */
export const hinted = (
  what: string,
  ref: string | undefined,
): { readonly look: boolean; readonly shard: number; readonly purchaseLimit: number | undefined } => {
  const hint = hints.get(what);
  if (!hint) return { look: false, shard: 0, purchaseLimit: undefined };
  const now = nowMs();
  const old = now - hint.at > FRESH_MS;
  if (old) hint.at = now;
  const { empty, purchaseLimit } = hint;
  if (empty || old) return { look: empty, shard: 0, purchaseLimit };
  return { look: false, shard: partitionOf(`${ref ?? Math.random()}#${what}`, hint.shards), purchaseLimit };
};

/** Forgets everything, as a cold start does. */
export const forgetHints = (): void => hints.clear();
