/** Removes a collection; with `If-Match` only the version that was read. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { deleteCollection } from '../../../collections/manage-collections.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/collections/{id}',
  call: 'admin.collections.delete',
  access: 'staff:catalog',
  summary: 'Removes a collection; its products stay in the shop, and leave it within seconds.',
  params: { id: idPattern('col') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deleteCollection(params.id, ifMatch);
  return noContent();
});
