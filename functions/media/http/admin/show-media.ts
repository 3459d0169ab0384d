/** Shows a medium to staff, whatever its state. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { mediaBase } from '../../files/places.ts';
import { AdminMediaView, adminViewOf } from '../../media.ts';
import { readMedia } from '../../media-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/media/{id}',
  call: 'admin.media.get',
  access: 'staff:media',
  summary: 'A medium, whatever its state.',
  params: { id: idPattern('med') },
  returns: { 200: AdminMediaView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(adminViewOf(await readMedia(params.id), mediaBase())));
