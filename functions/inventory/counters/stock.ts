import * as z from 'zod/mini';
import type { KeptTicket } from '../ledger/ticket.ts';

/**
 * The stock of one thing (its stock key: a variant’s id, `coupon#…` or `limit#…`), in shards. The law: on each shard `n + t` is the sum of the credits
 * that were counted in, and its tickets tile `[0, t)`. Tickets and credits are the ledger; the counters only follow.
 */
export const Policy = z.enum(['deny', 'continue']);
export type Policy = z.infer<typeof Policy>;

/** Tells whether a counted thing is a variant; coupons and limits are counted the same way and shown elsewhere. */
export const isVariant = (stockKey: string): boolean => stockKey.startsWith('var_');

/** Names the stock key of a coupon with a total limit. */
export const couponStock = (code: string): string => `coupon#${code}`;
/** Names the stock key of what one customer may have of something (a variant, a coupon). */
export const limitStock = (stockKey: string, buyerKey: string): string => `limit#${stockKey}#${buyerKey}`;

/** Names, by the kind of a thing, the API’s code for having too little of it. */
export const shortageCode = (stockKey: string): 'out-of-stock' | 'purchase-limit-reached' | 'coupon-limit-reached' =>
  /^(limit#)?coupon#/.test(stockKey)
    ? 'coupon-limit-reached'
    : stockKey.startsWith('limit#')
      ? 'purchase-limit-reached'
      : 'out-of-stock';

/** How many shards a thing may have. */
export const MAX_SHARDS = 64;
/** The most that one request may add, take away or set. */
export const MAX_UNITS = 1_000_000;

export const Shard = z.object({
  /** Units available. Below zero only when the shard is `open`: sold without being there. */
  n: z.int(),
  /** The next ticket: all units ever taken. */
  t: z.int(),
  /** The last credit that was counted in. */
  c: z.int(),
  /** Sells at any count: untracked, or back-orders are allowed. Shard 0 alone: a debt there and units elsewhere never meet. */
  open: z.boolean(),
  /** Changes of the settings and adjustments so far. */
  v: z.int(),
  /** A move in transit: its ticket begins at `mt`, `mq` units go to shard `md`. Every reader of it completes it first. */
  mt: z.optional(z.int()),
  mq: z.optional(z.int()),
  md: z.optional(z.int()),
});
export type Shard = z.infer<typeof Shard>;

/** A move as it is found on the shard that it leaves. */
export interface Move {
  readonly mt: number;
  readonly mq: number;
  readonly md: number;
}
/** Reads the move that a shard has in transit from its counter; undefined where it has none. */
export const moveOf = ({ mt, mq, md }: Shard): Move | undefined =>
  mt === undefined || mq === undefined || md === undefined ? undefined : { mt, mq, md };

/** Shard 0 holds what is said of the whole as well. */
export const HomeShard = z.extend(Shard, {
  shards: z.int(),
  tracked: z.boolean(),
  policy: Policy,
  /** Moves out of shard 0: nothing else ever brings units to another shard. */
  ep: z.int(),
  /** The `ep` at which all other shards were seen empty; while it is still the same, shard 0 is all there is. */
  dry: z.optional(z.int()),
  /** Shards that were ever made: units may be in any of them. */
  top: z._default(z.int(), 1),
  /** What one customer may have of it. */
  purchaseLimit: z.optional(z.int()),
  /** Of a limit's stock: the limit that its credits add up to. */
  limit: z.optional(z.int()),
});
export type HomeShard = z.infer<typeof HomeShard>;

export interface Settings {
  readonly tracked: boolean;
  readonly policy: Policy;
  readonly purchaseLimit?: number | undefined;
}

/** Tells whether a thing sells at any count: untracked, or with back-orders. */
export const isOpen = (settings: Settings): boolean => !settings.tracked || settings.policy === 'continue';

/** Stands for a stock record that was never opened: tracked, with nothing. */
export const noStock: HomeShard = {
  n: 0, t: 0, c: 0, open: false, v: 0, shards: 1, tracked: true, policy: 'deny', ep: 0, top: 1,
}; // biome-ignore format: a row

/** Tells whether a take of one unit would succeed on this shard. */
export const sells = (shard: Pick<Shard, 'n' | 'open'>): boolean => shard.open || shard.n > 0;

/** Tells whether all other shards were seen empty, and none was filled since. */
export const isAlone = (home: HomeShard): boolean => home.top <= 1 || home.dry === home.ep;

/** Adds up the units of some shards. */
export const unitsIn = (shards: readonly Pick<Shard, 'n'>[]): number => shards.reduce((sum, { n }) => sum + n, 0);

/** Answers a number that rises with every change of any shard. */
export const versionOf = (shards: readonly Pick<Shard, 't' | 'c' | 'v'>[]): number =>
  shards.reduce((sum, shard) => sum + positionOf(shard), 0);

/** Answers a number that rises with every change of a shard: takes, credits, settings. */
export const positionOf = (shard: Pick<Shard, 't' | 'c' | 'v'>): number => shard.t + shard.c + shard.v;

/**
 * Counts the units held and committed by the tickets above the low mark. Units of a take whose ticket is missing count as
 * held.
 *
 * @param units from the low mark to `t`
 */
export const openUnits = (
  tickets: Iterable<Pick<KeptTicket, 'q' | 'state' | 'shipped'>>,
  units: number,
): { held: number; committed: number } => {
  let [final, committed] = [0, 0];
  for (const { q, state, shipped = 0 } of tickets) {
    if (state === 'claimed') {
      final += shipped;
      committed += q - shipped;
    } else if (state !== 'held') final += q;
  }
  return { held: units - final - committed, committed };
};

/** One entry of what was credited: which return, release or adjustment it was. */
export const CreditPart = z.object({
  id: z.string(),
  q: z.int(),
  at: z.string(),
  reason: z.optional(z.string()),
  actor: z.optional(z.string()),
});
export type CreditPart = z.infer<typeof CreditPart>;

export const Credit = z.object({ k: z.int(), q: z.int(), at: z.string(), parts: z.array(CreditPart) });
export type Credit = z.infer<typeof Credit>;

/** Tells whether a credit is of an adjustment, which says why and by whom; what comes back from a ticket does not. */
export const isAdjusting = (credit: Credit): boolean => credit.parts.some((part) => part.reason !== undefined);

/** Stock as the API shows it. Counts of what is not counted are null, never a made-up number. */
export const Stock = z.object({
  sku: z.string().check(z.describe('The variant’s SKU.')),
  variantId: z.string().check(z.describe('The variant.')),
  tracked: z.boolean().check(z.describe('Whether units are counted; what is not sells without limit.')),
  policy: Policy.check(z.describe('Whether it sells beyond what is there.')),
  onHand: z
    .nullable(z.int())
    .check(
      z.describe(
        'In the house: available, held and committed. Null for what is untracked, or when a part is not known.',
      ),
    ),
  available: z
    .nullable(z.int())
    .check(z.describe('Free to sell; below zero what is sold on back-order. Null for what is untracked.')),
  held: z
    .nullable(z.int())
    .check(z.describe('Promised to orders that are not paid yet. Null when there are too many to add up in one read.')),
  committed: z
    .nullable(z.int())
    .check(z.describe('Paid and not sent yet. Null when there are too many to add up in one read.')),
  shards: z.int().check(z.describe('Over how many counters it is sold.')),
  purchaseLimit: z.nullable(z.int()).check(z.describe('What one customer may have of it; null without a limit.')),
  version: z.int().check(z.describe('Rises with every sale, return and change of its settings; its ETag.')),
});
export type Stock = z.infer<typeof Stock>;

/** What a list shows: the counters alone, one read each. */
export const StockSummary = z.omit(Stock, { onHand: true, held: true, committed: true });
export type StockSummary = z.infer<typeof StockSummary>;
