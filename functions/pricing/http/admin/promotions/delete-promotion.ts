/** Removes a promotion; with `If-Match` only the version that was read. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { deletePromotion } from '../../../promotions/manage-promotions.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/promotions/{id}',
  call: 'admin.promotions.delete',
  access: 'staff:pricing',
  summary: 'Remove a promotion; its code is given up for good.',
  params: { id: idPattern('prm') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deletePromotion(params.id, ifMatch);
  return noContent();
});
