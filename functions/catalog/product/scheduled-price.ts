import * as z from 'zod/mini';

/**
 * A variant's price in a price list: it counts from its start (`null`: always) until just before its end (`null`: for
 * good). Which price counts is computed when it is read; nothing is written at a flip.
 */
export const ScheduledPrice = z.object({
  listId: z.string().check(z.describe('The price list that it is from.')),
  currency: z.string().check(z.describe('Its currency (ISO 4217).')),
  amount: z.int().check(z.describe('Minor units.')),
  /** ISO 8601 in UTC, so that texts compare as times do. */
  startsAt: z.nullable(z.string()).check(z.describe('When it begins; null for always before the end.')),
  endsAt: z.nullable(z.string()).check(z.describe('When it ends; null for never.')),
  release: z.optional(z.boolean()).check(z.describe('True of one that begins with a release, at `startsAt`.')),
});
export type ScheduledPrice = z.infer<typeof ScheduledPrice>;

/** A variant as its price is computed from. */
export interface Priced {
  /** Minor units by currency. */
  readonly prices: Readonly<Record<string, number>>;
  readonly scheduled?: readonly ScheduledPrice[] | undefined;
}

export interface CurrentPrice {
  readonly amount: number;
  /** The price when no list with a period counts, where that is more; `null` else. */
  readonly regular: number | null;
}

/**
 * Computes the price that counts at a moment; `undefined` where there is none in that currency. Of several lists that
 * count at once the one that began last does (a weekend inside a month of sales), of those the lowest price.
 * @param at ISO 8601 in UTC
 */
export const priceAt = ({ prices, scheduled = [] }: Priced, currency: string, at: string): CurrentPrice | undefined => {
  const lists = scheduled.filter((one) => one.currency === currency);
  const [first] = lists.filter((one) => isOn(one, at)).sort(later);
  const always = lists.filter((one) => one.startsAt === null && one.endsAt === null).sort(later)[0];
  const regular = prices[currency] ?? always?.amount;
  const amount = first?.amount ?? regular;
  if (amount === undefined) return undefined;
  return { amount, regular: regular !== undefined && regular > amount ? regular : null };
};

const isOn = ({ startsAt, endsAt }: ScheduledPrice, at: string): boolean =>
  (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt);

const later = (a: ScheduledPrice, b: ScheduledPrice): number => {
  const [left, right] = [a.startsAt ?? '', b.startsAt ?? ''];
  if (left !== right) return left < right ? 1 : -1;
  return a.amount - b.amount || (a.listId < b.listId ? -1 : 1);
};

/** Computes the next moment at which a price may change; `undefined` for none. Times are ISO 8601 in UTC. */
export const nextFlip = (scheduled: readonly ScheduledPrice[], at: string): string | undefined =>
  scheduled
    .flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
    .filter((moment) => moment !== null)
    .filter((moment) => moment > at)
    .sort()[0];
