/** Deletes a medium that nothing uses, a day later; a repeat changes nothing. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { noContent } from '#lib/reply.ts';
import { deleteMedia } from '../../manage-media.ts';
import { MediaUsed } from '../../refusals.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/media/{id}',
  call: 'admin.media.delete',
  access: 'staff:media',
  summary: 'Delete a medium that nothing uses: it goes a day later, if still nothing does.',
  params: { id: idPattern('med') },
  refuses: [MediaUsed, VersionConflict],
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch, now }) => {
  await deleteMedia(params.id, ifMatch, now);
  return noContent();
});
