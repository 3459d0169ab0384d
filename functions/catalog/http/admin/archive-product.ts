import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { updateProduct } from '../../product/change-product.ts';
import { InRelease } from '../../refusals.ts';

/**
 * Archives a product: it is no longer sold, keeps its slug, its SKUs and its past orders, and can be made active again.
 */
export const contract = {
  method: 'DELETE',
  path: '/admin/products/{id}',
  call: 'admin.products.archive',
  access: 'staff:catalog',
  summary: 'Archives a product: it is no longer shown or sold.',
  params: { id: idPattern('prd') },
  refuses: [InRelease],
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch, now }) => {
  await updateProduct(params.id, { status: 'archived' }, { ifMatch, now });
  return noContent();
});
