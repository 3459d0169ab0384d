import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { readProduct } from '../../catalog-table.ts';
import { Product } from '../../product/product.ts';

/** Reads a product for staff, strongly, whatever its status. */
export const contract = {
  method: 'GET',
  path: '/admin/products/{id}',
  call: 'admin.products.get',
  access: 'staff:catalog',
  summary: 'A product as staff see it, drafts and archived ones too.',
  params: { id: idPattern('prd') },
  returns: { 200: Product },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  const stored = await readProduct(params.id);
  if (!stored) throw notFound('product');
  return ok(stored.product);
});
