/** Answers the newest articles as RSS 2.0. */
import * as z from 'zod/mini';
import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { NotFound } from '#lib/refusals.ts';
import { Slug } from '../entries/entry.ts';
import { feedLifetime, readFeed } from '../feeds/read-feed.ts';
import { writeRss } from '../feeds/write-feeds.ts';
import { foundReply } from '../reading/public-replies.ts';

export const contract = {
  method: 'GET',
  path: '/content/feed.xml',
  call: 'content.rss',
  access: 'public',
  summary: 'The newest articles, of all or of a section, as RSS 2.0.',
  query: z.strictObject({ section: z.optional(Slug).check(z.describe('Only those of this section.')) }),
  refuses: [NotFound],
  returns: { 200: 'application/rss+xml' },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ query: { section } }) =>
    foundReply('section', await readFeed('xml', section, writeRss), {
      lifetime: feedLifetime,
      type: contract.returns[200],
    }),
  ),
);
