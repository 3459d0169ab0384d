/** Exports, the newest first, each with its progress. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { ExportSummary, summaryOf } from '../../exports/export.ts';
import { listExports } from '../../exports/exports-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/exports',
  call: 'admin.exports.list',
  access: 'staff:bulk',
  summary: 'Exports, the newest first; the address of a file is in the answer of its own route.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(ExportSummary) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query, now }) => {
  const { items, nextCursor } = await listExports(query.limit, query.cursor);
  return ok({ items: items.map((one) => summaryOf(one, now)), nextCursor });
});
