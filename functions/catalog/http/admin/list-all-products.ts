import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { adminList } from '../../documents/list-entries-table.ts';
import { readList } from '../../documents/list-summaries.ts';
import { StaffProductSummary } from '../../documents/product-summary.ts';

/** Lists every product, newest first, drafts and archived ones too; a change shows within a second or two. */
export const contract = {
  method: 'GET',
  path: '/admin/products',
  call: 'admin.products.list',
  access: 'staff:catalog',
  summary: 'Lists every product, drafts and archived ones too, the newest first.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(StaffProductSummary) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => ok(await readList(StaffProductSummary, adminList, query)));
