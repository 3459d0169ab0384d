import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { findProducts } from '../../documents/find-products.ts';
import { StaffProductSummary } from '../../documents/product-summary.ts';
import { limits, Product } from '../../product/product.ts';
import { wordsOf } from '../../product/words.ts';

/** Lists every product, newest first, or those that are looked for; a change shows within a second or two. */
export const contract = {
  method: 'GET',
  path: '/admin/products',
  call: 'admin.products.list',
  access: 'staff:catalog',
  summary: 'Lists every product, drafts and archived ones too, the newest first.',
  description: 'Or those with words of the title, an SKU, a status. A page may be short.',
  query: z.strictObject({
    ...pageQuery,
    q: z
      .optional(line(200).check(z.refine((text) => wordsOf(text).length > 0, 'must have a letter or a digit')))
      .check(z.describe('Only products whose title has words that begin like these; case and accents do not matter.')),
    sku: z
      .optional(line(limits.sku))
      .check(z.describe('Only the product with this variant: its SKU, a former one too, or its id.')),
    status: z.optional(Product.shape.status).check(z.describe('Only products that stand there.')),
  }),
  returns: { 200: pageOf(StaffProductSummary) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { limit, cursor, ...filter } }) =>
  ok(await findProducts(filter, { limit, cursor })),
);
