/** Lists authors for staff, by slug. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { Author } from '../../../names/named.ts';
import { pageOfNamed } from '../../../names/names-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/authors',
  call: 'admin.authors.list',
  access: 'staff:content',
  summary: 'Authors, by slug.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Author) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { limit, cursor } }) => {
  const { items, last } = await pageOfNamed('author', limit, fromCursor('authors', cursor));
  return ok({ items, nextCursor: toCursor('authors', last) });
});
