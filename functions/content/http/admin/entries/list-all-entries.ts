/** Lists entries for staff, newest first, drafts too. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import type { Below } from '#lib/sharded-list.ts';
import { pageOfEntries } from '../../../entries/entries-table.ts';
import { EntrySummary } from '../../../entries/entry.ts';
import { entrySummaryOf } from '../../../entries/entry-views.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/entries',
  call: 'admin.entries.list',
  access: 'staff:content',
  summary: 'All entries, newest first, drafts too; a page may be short.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(EntrySummary) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { limit, cursor }, now }) => {
  const { entries, last } = await pageOfEntries(limit, fromCursor('entries', cursor) as Below | undefined);
  return ok({ items: entries.map((one) => entrySummaryOf(one, now)), nextCursor: toCursor('entries', last) });
});
