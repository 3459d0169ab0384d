/** Lists the revisions of a front, newest first. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { notFound } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { RevisionSummary, slugPattern } from '../../../entries/entry.ts';
import { pageOfRevisions } from '../../../entries/revisions-table.ts';
import { findFront, frontId } from '../../../fronts/fronts-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/fronts/{slug}/revisions',
  call: 'admin.fronts.revisions',
  access: 'staff:content',
  summary: 'Revisions of a front, newest first; those never published are kept a hundred back.',
  params: { slug: slugPattern },
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(RevisionSummary) },
} as const satisfies Contract;

export const handler = http(contract, async ({ params: { slug }, query: { limit, cursor }, now }) => {
  const { front } = await findFront(slug);
  if (!front) throw notFound('front');
  const id = frontId(slug);
  const { revisions, last } = await pageOfRevisions(id, limit, fromCursor(id, cursor), now);
  return ok({ items: revisions, nextCursor: toCursor(id, last) });
});
