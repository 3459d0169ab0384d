/** Removes a price list with its prices; with `If-Match` only the version that was read. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { deletePriceList } from '../../../price-lists/manage-price-lists.ts';
import { InRelease } from '../../../refusals.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/price-lists/{id}',
  call: 'admin.priceLists.delete',
  access: 'staff:catalog',
  summary: 'Remove a price list; its products follow within seconds.',
  params: { id: idPattern('prl') },
  refuses: [InRelease],
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch, now }) => {
  await deletePriceList(params.id, { ifMatch, now });
  return noContent();
});
