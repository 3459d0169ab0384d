/** Lists media, newest first: all, or those that nothing uses. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import type { Below } from '#lib/sharded-list.ts';
import { mediaBase } from '../../files/places.ts';
import { AdminMediaView, adminViewOf } from '../../media.ts';
import { listMedia } from '../../media-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/media',
  call: 'admin.media.list',
  access: 'staff:media',
  summary: 'Media, newest first; a page may be short.',
  query: z.strictObject({
    ...pageQuery,
    unused: z.optional(z.enum(['true'])).check(z.describe('`true` lists only those that nothing uses.')),
  }),
  returns: { 200: pageOf(AdminMediaView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => {
  const list = query.unused ? 'unused' : 'list';
  const { media, last } = await listMedia(list, query.limit, fromCursor(list, query.cursor) as Below | undefined);
  const base = mediaBase();
  return ok({ items: media.map((one) => adminViewOf(one, base)), nextCursor: toCursor(list, last) });
});
