import * as z from 'zod/mini';
import { line } from '#lib/text.ts';
import { limits } from '../product/product.ts';
import { Moment } from '../showing/visibility.ts';

/** Price lists that a variant may be in: its scheduled prices are stored on it. */
export const MOST_LISTS_OF_VARIANT = 10;
export const MOST_PRICES_A_REQUEST = 100;

/** Prices in one currency that count for a period, or always. */
export const PriceList = z.object({
  id: z.string().check(z.describe('The price list’s id, `prl_…`.')),
  name: z.string().check(z.describe('What it is called.')),
  currency: z.string().check(z.describe('The currency of its prices (ISO 4217).')),
  /** ISO 8601 in UTC; counts from the start on, and until just before the end. */
  startsAt: z.nullable(z.string()).check(z.describe('When its prices begin to count; null for always before the end.')),
  endsAt: z.nullable(z.string()).check(z.describe('Until just before when they count; null for never ending.')),
  draft: z
    .optional(z.boolean())
    .check(z.describe('True of one that waits for a release, or for its start to be named: its prices count nowhere.')),
  release: z
    .optional(
      z.object({
        id: z.string().check(z.describe('The release’s id, `rel_…`.')),
        at: z.string().check(z.describe('When the release begins, or began.')),
      }),
    )
    .check(z.describe('The release that starts it; until then the list stays as it is.')),
  version: z.int().check(z.describe('Counts its changes; its ETag.')),
  createdAt: z.string().check(z.describe('When it was made.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type PriceList = z.infer<typeof PriceList>;

/** A list as it is stored. */
export const StoredPriceList = z.extend(PriceList, {
  /** What its release took the place of: it comes back when that is disarmed. */
  undo: z.optional(z.object({ startsAt: z.nullable(z.string()), draft: z.boolean() })),
});
export type StoredPriceList = z.infer<typeof StoredPriceList>;

/** Answers the release that is going to start a list. @param moment now, ISO 8601 in UTC */
export const releaseAhead = ({ release }: PriceList, moment: string): PriceList['release'] =>
  release && release.at > moment ? release : undefined;

/** The price of a variant in a list. */
export const ListedPrice = z.object({
  variantId: z.string().check(z.describe('The variant.')),
  productId: z.string().check(z.describe('Its product.')),
  sku: z.string().check(z.describe('Its SKU.')),
  amount: z.int().check(z.describe('The price, in minor units of the list’s currency.')),
});
export type ListedPrice = z.infer<typeof ListedPrice>;

const name = line(80);
const time = z.nullable(Moment);

export const NewPriceList = z
  .strictObject({
    name: name.check(z.describe('What it is called.')),
    currency: z
      .string()
      .check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR'))
      .check(z.describe('The currency of its prices (ISO 4217).')),
    startsAt: z._default(time, null).check(z.describe('When its prices begin to count; null for at once.')),
    endsAt: z._default(time, null).check(z.describe('Until just before when they count; null for never ending.')),
    draft: z
      .optional(z.boolean())
      .check(z.describe('Whether its prices count nowhere until a release starts it, or `startsAt` is named.')),
  })
  .check(
    z.refine(({ draft, startsAt }) => !draft || startsAt === null, {
      error: 'must be absent from a draft',
      path: ['startsAt'],
    }),
  );
export type NewPriceList = z.infer<typeof NewPriceList>;

/** The request that changes a price list: fields that are absent stay, and the currency is fixed. A start ends its being a draft. */
export const PriceListChange = z.strictObject({
  name: z.optional(name).check(z.describe('What it is called.')),
  startsAt: z.optional(time).check(z.describe('When its prices begin to count; null for at once.')),
  endsAt: z.optional(time).check(z.describe('Until just before when they count; null for never ending.')),
});
export type PriceListChange = z.infer<typeof PriceListChange>;

/** Prices to set, by SKU or variant id, in minor units of the list's currency; `null` takes one out. */
export const PricesToSet = z.strictObject({
  prices: z
    .array(
      z.strictObject({
        sku: line(limits.sku).check(z.describe('A variant, by SKU or id.')),
        amount: z
          .nullable(z.int().check(z.nonnegative(), z.maximum(limits.price)))
          .check(z.describe('The price, in minor units of the list’s currency; null takes it out of the list.')),
      }),
    )
    .check(z.minLength(1), z.maxLength(MOST_PRICES_A_REQUEST))
    .check(z.describe('Prices to set or to take out.')),
});
export type PricesToSet = z.infer<typeof PricesToSet>;
