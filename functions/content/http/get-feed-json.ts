/** Answers the newest articles as JSON Feed 1.1. */
import * as z from 'zod/mini';
import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { NotFound } from '#lib/refusals.ts';
import { Slug } from '../entries/entry.ts';
import { feedLifetime, readFeed } from '../feeds/read-feed.ts';
import { writeJsonFeed } from '../feeds/write-feeds.ts';
import { foundReply } from '../reading/public-replies.ts';

export const contract = {
  method: 'GET',
  path: '/content/feed.json',
  call: 'content.jsonFeed',
  access: 'public',
  summary: 'The newest articles, of all or of a section, as JSON Feed 1.1.',
  query: z.strictObject({ section: z.optional(Slug).check(z.describe('Only those of this section.')) }),
  refuses: [NotFound],
  returns: { 200: 'application/feed+json' },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ query: { section } }) =>
    foundReply('section', await readFeed('json', section, writeJsonFeed), {
      lifetime: feedLifetime,
      type: contract.returns[200],
    }),
  ),
);
