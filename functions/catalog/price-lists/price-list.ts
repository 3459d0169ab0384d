import * as z from 'zod/mini';
import { limits } from '../product/product.ts';

/** Price lists that a variant may be in: its scheduled prices are stored on it. */
export const MOST_LISTS_OF_VARIANT = 10;
export const MOST_PRICES_A_REQUEST = 100;

/** Prices in one currency that count for a period, or always. */
export const PriceList = z.object({
  id: z.string(),
  name: z.string(),
  currency: z.string(),
  /** ISO 8601 in UTC; counts from the start on, and until just before the end. */
  startsAt: z.nullable(z.string()),
  endsAt: z.nullable(z.string()),
  version: z.int(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type PriceList = z.infer<typeof PriceList>;

/** The price of a variant in a list. */
export const ListedPrice = z.object({ variantId: z.string(), productId: z.string(), sku: z.string(), amount: z.int() });
export type ListedPrice = z.infer<typeof ListedPrice>;

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(80));
const time = z.nullable(z.iso.datetime({ offset: true }));

export const NewPriceList = z.strictObject({
  name,
  currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'must be a currency of ISO 4217')),
  startsAt: z._default(time, null),
  endsAt: z._default(time, null),
});
export type NewPriceList = z.infer<typeof NewPriceList>;

/** The request that changes a price list: fields that are absent stay, and the currency is fixed. */
export const PriceListChange = z.strictObject({
  name: z.optional(name),
  startsAt: z.optional(time),
  endsAt: z.optional(time),
});
export type PriceListChange = z.infer<typeof PriceListChange>;

/** Prices to set, by SKU or variant id, in minor units of the list's currency; `null` takes one out. */
export const PricesToSet = z.strictObject({
  prices: z
    .array(
      z.strictObject({
        sku: z.string().check(z.minLength(1), z.maxLength(limits.sku)),
        amount: z.nullable(z.int().check(z.nonnegative(), z.maximum(limits.price))),
      }),
    )
    .check(z.minLength(1), z.maxLength(MOST_PRICES_A_REQUEST)),
});
export type PricesToSet = z.infer<typeof PricesToSet>;
