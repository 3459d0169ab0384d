/** Imports, the newest first, each with its progress. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { ImportView } from '../../import.ts';
import { listImports } from '../../imports-table.ts';
import { showImport } from '../../show-import.ts';

export const contract = {
  method: 'GET',
  path: '/admin/imports',
  call: 'admin.imports.list',
  access: 'staff:bulk',
  summary: 'Imports, the newest first.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(ImportView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => {
  const { items, nextCursor } = await listImports(query.limit, query.cursor);
  return ok({ items: await Promise.all(items.map(showImport)), nextCursor });
});
