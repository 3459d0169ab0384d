/** Lists sections for staff, by slug. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { Section } from '../../../names/named.ts';
import { pageOfNamed } from '../../../names/names-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/sections',
  call: 'admin.sections.list',
  access: 'staff:content',
  summary: 'Sections, by slug.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Section) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { limit, cursor } }) => {
  const { items, last } = await pageOfNamed('section', limit, fromCursor('sections', cursor));
  return ok({ items, nextCursor: toCursor('sections', last) });
});
