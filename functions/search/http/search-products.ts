/** Searches products by words, ranked; answered from memory. */

import * as z from 'zod/mini';
import { type Contract, pageQuery } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { line } from '#lib/text.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { chosenEngine } from '../chosen-engine.ts';
import type { Filters } from '../engine.ts';
import { answerSearch, SearchResult, Typed } from '../search-answer.ts';

const filter = z.optional(line(255));

export const contract = {
  method: 'GET',
  path: '/search',
  call: 'search.products',
  access: 'public',
  summary: 'Find products by words of title, vendor, type and tags.',
  query: z.strictObject({
    q: Typed.check(z.describe('What is searched for.')),
    vendor: filter.check(z.describe('Only products of this vendor.')),
    type: filter.check(z.describe('Only products of this type.')),
    tag: filter.check(z.describe('Only products with this tag.')),
    ...pageQuery,
  }),
  returns: { 200: SearchResult },
} as const satisfies Contract;

const filtersOf = (one: Readonly<Record<'vendor' | 'type' | 'tag', string | undefined>>): Filters =>
  Object.fromEntries(Object.entries(one).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]])));

export const settings = { memory: 1024, ephemeralStorage: 2048 } satisfies HttpSettings;

export const handler = http(contract, async ({ query: { q, vendor, type, tag, limit, cursor } }) =>
  answerSearch(await chosenEngine().current(), { q, filters: filtersOf({ vendor, type, tag }), limit, cursor }),
);
