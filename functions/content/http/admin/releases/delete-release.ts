/** Deletes a release that is not armed; one that has begun stays, as what happened. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { ReleaseArmed } from '../../../refusals.ts';
import { deleteRelease } from '../../../releases/manage-releases.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/content/releases/{id}',
  call: 'admin.releases.delete',
  access: 'staff:content',
  summary: 'Delete a release that is not armed and has not begun. Honours If-Match.',
  params: { id: idPattern('rel') },
  refuses: [ReleaseArmed],
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await deleteRelease(params.id, ifMatch);
  return noContent();
});
