/** Lists the revisions of an entry, newest first. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { readEntry } from '../../../entries/entries-table.ts';
import { RevisionSummary } from '../../../entries/entry.ts';
import { pageOfRevisions } from '../../../entries/revisions-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/entries/{id}/revisions',
  call: 'admin.entries.revisions',
  access: 'staff:content',
  summary: 'Revisions of an entry, newest first; those never published are kept a hundred back.',
  params: { id: idPattern('ent') },
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(RevisionSummary) },
} as const satisfies Contract;

export const handler = http(contract, async ({ params: { id }, query: { limit, cursor }, now }) => {
  await readEntry(id);
  const list = `revisions#${id}`;
  const { revisions, last } = await pageOfRevisions(id, limit, fromCursor(list, cursor), now);
  return ok({ items: revisions, nextCursor: toCursor(list, last) });
});
