/** Lists sets of synonyms, newest first, with what of them is passed over. */

import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { SynonymsView } from '../../merchandising/rules.ts';
import { pageOfRules } from '../../merchandising/rules-table.ts';
import { viewSynonyms } from '../../merchandising/views.ts';

export const contract = {
  method: 'GET',
  path: '/admin/search/synonyms',
  call: 'admin.synonyms.list',
  access: 'staff:search',
  summary: 'Sets of words that mean the same, newest first, at most 2,000.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(SynonymsView) },
} as const satisfies Contract;

const list = 'admin/search/synonyms';

export const handler = http(contract, async ({ query }) => {
  const { rules, last } = await pageOfRules('synonyms', query.limit, fromCursor(list, query.cursor));
  return ok({ items: await viewSynonyms(rules), nextCursor: toCursor(list, last) });
});
