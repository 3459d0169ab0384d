/** Removes a webhook; what is still on its way to it is given up. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { removeEndpoint } from '../../endpoints-table.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/webhooks/{id}',
  call: 'admin.webhooks.delete',
  access: 'staff:webhooks',
  summary: 'Remove a webhook.',
  params: { id: idPattern('whk') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  await removeEndpoint(params.id);
  return noContent();
});
