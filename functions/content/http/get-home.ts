/** Answers the first page of the site, filled in as of now. */

import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { NotFound } from '#lib/refusals.ts';
import { FrontView, HOME } from '../fronts/front.ts';
import { foundReply } from '../reading/public-replies.ts';
import { findFrontView } from '../reading/show-front.ts';

export const contract = {
  method: 'GET',
  path: '/content/home',
  call: 'content.home',
  access: 'public',
  summary: 'The first page: its slots, with entries and products as they are now.',
  refuses: [NotFound],
  returns: { 200: FrontView },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async () => foundReply('front', await findFrontView(HOME))),
);
