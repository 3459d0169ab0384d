/** Deletes an entry that was never published; what was published keeps its address for ever. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { deleteEntry } from '../../../entries/manage-entries.ts';
import { EntryPublished } from '../../../refusals.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/content/entries/{id}',
  call: 'admin.entries.delete',
  access: 'staff:content',
  summary: 'Delete an entry of which nothing was ever published.',
  params: { id: idPattern('ent') },
  refuses: [EntryPublished],
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deleteEntry(params.id, ifMatch);
  return noContent();
});
