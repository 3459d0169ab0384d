/** Changes what a picture says to those who do not see it, and the point around which its previews are cut. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { mediaBase } from '../../files/places.ts';
import { changeMedia } from '../../manage-media.ts';
import { AdminMediaView, adminViewOf, MediaPatch } from '../../media.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/media/{id}',
  call: 'admin.media.update',
  access: 'staff:media',
  summary: 'Change the alt text or the focal point; honours If-Match.',
  description: 'A moved focal point has its previews cut anew in the background, under new addresses.',
  params: { id: idPattern('med') },
  body: MediaPatch,
  refuses: [VersionConflict],
  returns: { 200: AdminMediaView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(adminViewOf(await changeMedia(params.id, body, ifMatch, now), mediaBase())),
);
