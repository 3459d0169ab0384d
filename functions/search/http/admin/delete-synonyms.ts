/** Removes a set of words that mean the same to a search; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { deleteRule } from '../../merchandising/manage-rules.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/search/synonyms/{id}',
  call: 'admin.synonyms.delete',
  access: 'staff:search',
  summary: 'Remove a set of synonyms.',
  params: { id: idPattern('syn') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deleteRule('synonyms', params.id, { ifMatch });
  return noContent();
});
