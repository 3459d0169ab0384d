/** Lists releases for staff, newest first. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import type { Below } from '#lib/sharded-list.ts';
import { ReleaseView, releaseViewOf } from '../../../releases/release.ts';
import { pageOfReleases } from '../../../releases/releases-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/releases',
  call: 'admin.releases.list',
  access: 'staff:content',
  summary: 'All releases, newest first; a page may be short.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(ReleaseView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { limit, cursor }, now }) => {
  const { releases, last } = await pageOfReleases(limit, fromCursor('releases', cursor) as Below | undefined);
  return ok({ items: releases.map((one) => releaseViewOf(one, now)), nextCursor: toCursor('releases', last) });
});
