/** Answers the sitemap of a month: what was first shown in it, and is shown. */

import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { readMonth, sitemapLifetime } from '../feeds/sitemaps.ts';
import { shownReply } from '../reading/shown.ts';

export const contract = {
  method: 'GET',
  path: '/content/sitemaps/{file}',
  call: 'content.monthSitemap',
  access: 'public',
  summary: 'The sitemap of a month, `2026-11.xml`: what was first shown in it, and is shown.',
  params: { file: /^2\d{3}-(0[1-9]|1[0-2])\.xml$/ },
  returns: { 200: 'application/xml' },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ params }) =>
    shownReply(await readMonth(params.file.slice(0, 7)), { lifetime: sitemapLifetime, type: 'application/xml' }),
  ),
);
