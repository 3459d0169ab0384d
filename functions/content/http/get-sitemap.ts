/** Answers the index of the sitemaps, one for each month. */

import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { readSitemapIndex, sitemapLifetime } from '../feeds/sitemaps.ts';
import { shownReply } from '../reading/shown.ts';

export const contract = {
  method: 'GET',
  path: '/content/sitemap.xml',
  call: 'content.sitemap',
  access: 'public',
  summary: 'The index of the sitemaps, one for each month.',
  returns: { 200: 'application/xml' },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async () => shownReply(await readSitemapIndex(), { lifetime: sitemapLifetime, type: 'application/xml' })),
);
