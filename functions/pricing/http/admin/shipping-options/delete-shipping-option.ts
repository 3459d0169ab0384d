/** Removes a shipping option; with `If-Match` only the version that was read. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { noContent } from '#lib/reply.ts';
import { deleteShippingOption, optionId } from '../../../shipping/manage-shipping.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/shipping-options/{id}',
  call: 'admin.shippingOptions.delete',
  access: 'staff:pricing',
  summary: 'Remove a shipping option.',
  params: { id: optionId },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deleteShippingOption(params.id, ifMatch);
  return noContent();
});
