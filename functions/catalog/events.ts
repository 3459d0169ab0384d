import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Product } from './product/product.ts';

/**
 * Published when a product has a new version: created, changed, published or archived; and when one that is sold has a
 * variant that became available or ceased to be, which is no new version: `availability` says so, and `sequence` is that of
 * the version. Not at each movement of its stock: that is `stock.changed`. It carries what to look for, not the change; read
 * the product.
 */
export const ProductChanged = defineEvent({
  type: 'product.changed',
  derived: true,
  version: 1,
  data: z.extend(z.pick(Product, { slug: true, status: true, version: true }), {
    productId: z.string().check(z.describe('The product’s id.')),
    previousSlug: z
      .optional(z.string())
      .check(z.describe('The slug that it had before this change, when that was another.')),
    visibleFrom: z
      .optional(z.string())
      .check(z.describe('From when on it is shown; absent for always before the end.')),
    visibleUntil: z.optional(z.string()).check(z.describe('Until just before when it is shown; absent for good.')),
    availability: z
      .optional(
        z.array(
          z.object({
            variantId: z.string().check(z.describe('A variant of the product.')),
            available: z.boolean().check(z.describe('Whether it has units to sell now.')),
          }),
        ),
      )
      .check(z.describe('The variants whose availability changed; absent when the product itself did.')),
    mediaIds: z
      .optional(z.array(z.string()))
      .check(z.describe('The media among its pictures; absent when it has none, and had none before.')),
  }),
});
