/** Reads a picture with its renditions, once it is ready. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { mediaBase } from '../files/places.ts';
import { MediaView, viewOf } from '../media.ts';
import { readAllMedia } from '../media-table.ts';

export const contract = {
  method: 'GET',
  path: '/media/{id}',
  call: 'media.get',
  access: 'public',
  summary: 'A picture with its renditions, once it is ready.',
  params: { id: idPattern('med') },
  returns: { 200: MediaView },
} as const satisfies Contract;

const CACHED = 'public, max-age=0, s-maxage=2, stale-while-revalidate=3';

export const handler = http(contract, async ({ params }) => {
  const [media] = await readAllMedia([params.id]);
  const view = media && viewOf(media, mediaBase());
  if (!view) throw notFound('medium');
  return ok(view, { 'cache-control': CACHED, etag: `"${media.version}"` });
});
