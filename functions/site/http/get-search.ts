/** Answers what a search finds, as a page; a function of its own, since it holds the index in memory. */

import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { searchReply } from '../pages/search-page.ts';

export const contract = {
  method: 'GET',
  path: '/site/search',
  access: 'public',
  summary: 'The site’s page of results',
  returns: { 200: 'text/html', 404: 'text/html' },
  hidden: true,
} as const satisfies Contract;

export const settings = { memory: 512 } satisfies HttpSettings;

export const handler = http(
  contract,
  acrossFlips(({ rawQuery }) => {
    const query = new URLSearchParams(rawQuery);
    return searchReply(query.get('q') ?? '', { cursor: query.get('cursor') || undefined });
  }),
);
