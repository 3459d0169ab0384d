import * as z from 'zod/mini';
import { Metadata } from '#lib/contract.ts';

/**
 * A cart as it is kept: a line is `[variant, quantity, price seen]`, about 40 bytes, so that a change costs one write
 * unit up to the twentieth line. Everything shown beside it is joined and priced when it is read.
 */
export const MOST_LINES = 40;
export const MOST_QUANTITY = 9999;

/** Variant id, quantity, and the price in minor units that the buyer saw when the line was last set. */
export const CartLine = z.tuple([z.string(), z.int(), z.int()]);

export const Cart = z.object({
  id: z.string(),
  version: z.int(),
  currency: z.string(),
  country: z.nullable(z.string()),
  /** A code of ISO 3166-2 behind the country's; in carts from before that, what was written. */
  region: z.nullable(z.string()),
  /** The region that it lies in, where the country has two levels. */
  within: z._default(z.nullable(z.string()), null),
  postalPrefix: z.string(),
  lines: z.array(CartLine),
  contactRef: z.nullable(z.string()),
  buyerKey: z.nullable(z.string()),
  /** By what the buyer is limited, where that is not `buyerKey`: the e-mail is one of several of a mailbox. */
  limitKey: z.optional(z.string()),
  optionId: z.nullable(z.string()),
  /** Codes, in the order in which they came. */
  coupons: z._default(z.array(z.string()), []),
  metadata: Metadata,
  /** What the buyer writes to the shop. */
  note: z.optional(z.string()),
  /** The order that this cart became: it is closed, readable, and never changed again. */
  orderId: z.nullable(z.string()),
  createdAt: z.string(),
});
export type Cart = z.infer<typeof Cart>;

/** A cart with nothing in it. */
export const emptyCart = (id: string, currency: string, country: string | null, createdAt: string): Cart => ({
  id,
  version: 1,
  currency,
  country,
  region: null,
  within: null,
  postalPrefix: '',
  lines: [],
  contactRef: null,
  buyerKey: null,
  optionId: null,
  coupons: [],
  metadata: {},
  orderId: null,
  createdAt,
});

/** The cart with a line at a quantity; zero takes it out. The order of the lines is that in which they came. */
export const withLine = (cart: Cart, variantId: string, quantity: number, price: number): Cart => {
  const line: [string, number, number] = [variantId, quantity, price];
  const there = cart.lines.some(([id]) => id === variantId);
  const lines = there
    ? cart.lines.map((one): typeof line => (one[0] === variantId ? line : [one[0], one[1], one[2]]))
    : [...cart.lines, line];
  return { ...cart, lines: lines.filter(([, count]) => count > 0) };
};
