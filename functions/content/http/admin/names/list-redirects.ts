/** Lists redirects for staff. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { pageOfRedirects } from '../../../names/manage-redirects.ts';
import { RedirectView } from '../../../names/named.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/redirects',
  call: 'admin.redirects.list',
  access: 'staff:content',
  summary: 'Paths that lead on to others.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(RedirectView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { limit, cursor } }) => {
  const { redirects, last } = await pageOfRedirects(limit, fromCursor('redirects', cursor));
  return ok({ items: redirects, nextCursor: toCursor('redirects', last) });
});
