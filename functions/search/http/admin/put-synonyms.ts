/** Puts a set of words that mean the same to a search, whole, in the place of what it was; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';

import { replaceRule } from '../../merchandising/manage-rules.ts';
import { SynonymsRequest, SynonymsView } from '../../merchandising/rules.ts';
import { viewSynonyms } from '../../merchandising/views.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/search/synonyms/{id}',
  call: 'admin.synonyms.put',
  access: 'staff:search',
  summary: 'Other words in the place of those of a set. Honours If-Match.',
  params: { id: idPattern('syn') },
  body: SynonymsRequest,

  returns: { 200: SynonymsView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) => {
  const rule = await replaceRule('synonyms', params.id, body, { ifMatch, now });
  return ok((await viewSynonyms([rule]))[0]);
});
