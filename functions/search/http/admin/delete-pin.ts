/** Removes a pin: products that stand before all others; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { deleteRule } from '../../merchandising/manage-rules.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/search/pins/{id}',
  call: 'admin.pins.delete',
  access: 'staff:search',
  summary: 'Remove a pin.',
  params: { id: idPattern('pin') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deleteRule('pins', params.id, { ifMatch });
  return noContent();
});
