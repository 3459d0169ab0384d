/** Removes a tax rate; with `If-Match` only the version that was read. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { deleteTaxRate } from '../../../tax/manage-tax.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/tax-rates/{id}',
  call: 'admin.taxRates.delete',
  access: 'staff:pricing',
  summary: 'Remove a tax rate.',
  params: { id: idPattern('tax') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deleteTaxRate(params.id, ifMatch);
  return noContent();
});
