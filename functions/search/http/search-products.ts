/** Searches products or entries by words, ranked and filtered; answered from memory. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { CurrencyNotListed, shownReply } from '../../catalog/public.ts';
import { PricesBackwards } from '../refusals.ts';
import { search } from '../search.ts';
import { SearchResult } from '../search-answer.ts';
import { requestOf, searchParameters } from '../search-query.ts';

export const contract = {
  method: 'GET',
  path: '/search',
  call: 'search.products',
  access: 'public',
  summary: 'Find products, or entries, by words and filters.',
  description:
    'Words are looked for in titles, SKUs and barcodes, vendors, types, tags, options and descriptions, by their stems, with one letter wrong, and by their beginning; what has all of them comes before what has some. Every character is text. A value that nothing has finds nothing. Synonyms and pinned products count as staff has set them.',
  query: z.strictObject(searchParameters),
  refuses: [CurrencyNotListed, PricesBackwards],
  returns: { 200: SearchResult },
} as const satisfies Contract;

export const settings = { memory: 1024, ephemeralStorage: 2048 } satisfies HttpSettings;

export const handler = http(contract, async ({ query, rawQuery, viewer, now }) => {
  const request = requestOf(query, rawQuery);
  return shownReply(await search(request, { viewer, now }));
});
