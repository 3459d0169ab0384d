/** Completes a typed query; answered from memory. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { chosenEngine } from '../chosen-engine.ts';
import { answerSuggest, Suggestions, Typed } from '../search-answer.ts';

const MOST = 10;

export const contract = {
  method: 'GET',
  path: '/search/suggest',
  call: 'search.suggest',
  access: 'public',
  summary: 'Completions of what is being typed, ten at most.',
  query: z.strictObject({
    q: Typed.check(z.describe('What is typed so far.')),
    limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(MOST)), MOST),
  }),
  returns: { 200: Suggestions },
} as const satisfies Contract;

export const settings = { memory: 1024, ephemeralStorage: 2048 } satisfies HttpSettings;

export const handler = http(contract, async ({ query }) => answerSuggest(await chosenEngine().current(), query));
