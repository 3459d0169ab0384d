/** Answers the page at a path of the site, the same for everyone; what is not there is a page too. */

import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { answerPage } from '../pages/answer-page.ts';

export const contract = {
  method: 'GET',
  path: '/site/{path+}',
  access: 'public',
  summary: 'A page of the site',
  returns: { 200: 'text/html', 301: null, 308: null, 404: 'text/html' },
  hidden: true,
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(({ params, rawQuery, now }) => answerPage(params.path, rawQuery, now)),
);
