import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Product } from './product/product.ts';

/**
 * Published when a product has a new version: created, changed, published or archived. It carries what to look for, not
 * the change; read the product.
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
    mediaIds: z
      .optional(z.array(z.string()))
      .check(z.describe('The media among its pictures; absent when it has none, and had none before.')),
  }),
});
