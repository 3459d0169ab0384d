/** Creates a set of words that mean the same to a search. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';

import { createRule } from '../../merchandising/manage-rules.ts';
import { SynonymsRequest, SynonymsView } from '../../merchandising/rules.ts';
import { viewSynonyms } from '../../merchandising/views.ts';
import { TooManySearchRules } from '../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/search/synonyms',
  call: 'admin.synonyms.create',
  access: 'staff:search',
  summary: 'Words that mean the same to a search; it counts within seconds.',
  body: SynonymsRequest,
  refuses: [TooManySearchRules],
  returns: { 201: SynonymsView },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const rule = await createRule('synonyms', body, now);
  return created(`/admin/search/synonyms/${rule.id}`, (await viewSynonyms([rule]))[0]);
});
