/** Answers a front, filled in as of now; of a section for which nobody made one, its latest articles. */

import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { slugPattern } from '../entries/entry.ts';
import { FrontView } from '../fronts/front.ts';
import { foundReply } from '../reading/public-replies.ts';
import { findFrontView } from '../reading/show-front.ts';

export const contract = {
  method: 'GET',
  path: '/content/fronts/{slug}',
  call: 'content.front',
  access: 'public',
  summary: 'A front, a section’s say: its slots, with entries and products as they are now.',
  params: { slug: slugPattern },
  returns: { 200: FrontView },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ params }) => foundReply('front', await findFrontView(params.slug))),
);
