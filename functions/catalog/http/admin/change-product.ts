import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { updateProduct } from '../../product/change-product.ts';
import { Product } from '../../product/product.ts';
import { ProductChange } from '../../product/product-input.ts';
import { InRelease, ofProduct, VariantUnknown } from '../../refusals.ts';

/**
 * Changes a product and its variants, prices too; fields that are absent stay. With `If-Match` only the version that
 * was read.
 */
export const contract = {
  method: 'PATCH',
  path: '/admin/products/{id}',
  call: 'admin.products.update',
  access: 'staff:catalog',
  summary: 'Changes a product; variants are named by id or SKU, and one with an unknown SKU is added.',
  params: { id: idPattern('prd') },
  body: ProductChange,
  maxBytes: 300_000,
  refuses: [...ofProduct, InRelease, VariantUnknown],
  returns: { 200: Product },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(await updateProduct(params.id, body, { ifMatch, now })),
);
