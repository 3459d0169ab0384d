/** Answers the news sitemap: articles of the last 48 hours. */

import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { newsLifetime, readNewsSitemap } from '../feeds/sitemaps.ts';
import { shownReply } from '../reading/shown.ts';

export const contract = {
  method: 'GET',
  path: '/content/news-sitemap.xml',
  call: 'content.newsSitemap',
  access: 'public',
  summary: 'The news sitemap: articles of the last 48 hours, a thousand at most.',
  returns: { 200: 'application/xml' },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async () => shownReply(await readNewsSitemap(), { lifetime: newsLifetime, type: 'application/xml' })),
);
