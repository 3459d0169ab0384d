/** Completes a typed query; answered from memory. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { shownReply } from '../../catalog/public.ts';
import { currentIndex } from '../current-index.ts';
import { Language, Typed } from '../search-query.ts';
import { settings as searchSettings } from '../settings.ts';
import { answerSuggest, Suggestions } from '../suggest-answer.ts';

const MOST = 10;

export const contract = {
  method: 'GET',
  path: '/search/suggest',
  call: 'search.suggest',
  access: 'public',
  summary: 'Completions of what is being typed, ten at most.',
  description:
    'Titles, vendors, types and collections that begin so, or have a word that does, and queries with results that ten visitors asked on one day. Nothing for nothing typed.',
  query: z.strictObject({
    q: Typed.check(z.describe('What is typed so far.')),
    language: z.optional(Language).check(z.describe('The language of the words (BCP 47); the shop’s without.')),
    limit: z
      ._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(MOST)), MOST)
      .check(z.describe('Completions at most.')),
  }),
  returns: { 200: Suggestions },
} as const satisfies Contract;

export const settings = { memory: 1024, ephemeralStorage: 2048 } satisfies HttpSettings;

export const handler = http(contract, async ({ query: { q, language, limit } }) =>
  shownReply(
    await answerSuggest(await currentIndex(), { q, language: language ?? searchSettings().SITE_LANGUAGE, limit }),
  ),
);
