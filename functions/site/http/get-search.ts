/** Answers what a search finds, as a page; a function of its own, since it has a copy of the index. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import type { HttpSettings } from '#stack/function-settings.ts';
import { askedIn } from '../pages/search-asked.ts';
import { searchReply } from '../pages/search-page.ts';

export const contract = {
  method: 'GET',
  path: '/site/search',
  access: 'public',
  summary: 'The site’s page of results',
  returns: { 200: 'text/html', 404: 'text/html' },
  hidden: true,
} as const satisfies Contract;

export const settings = { memory: 1024, ephemeralStorage: 2048 } satisfies HttpSettings;

export const handler = http(contract, ({ rawQuery, viewer, now }) =>
  searchReply(askedIn(new URLSearchParams(rawQuery)), { viewer, now }),
);
