import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';
import { Product } from './product/product.ts';

/** A product was created, changed, published or archived. It says that, and where to look: the product is the truth. */
export const ProductChanged = defineEvent({
  type: 'product.changed',
  version: 1,
  data: z.extend(z.pick(Product, { slug: true, status: true, version: true }), {
    productId: z.string(),
    /** The address it had before this change, when that was another. */
    previousSlug: z.optional(z.string()),
  }),
});
