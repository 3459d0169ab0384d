/** Shows a page before it is published, to who has its address; never cached, never indexed. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { answerPreview } from '../pages/answer-preview.ts';

export const contract = {
  method: 'GET',
  path: '/site/preview/{token}',
  access: 'public',
  summary: 'A page of the site before it is published',
  returns: { 200: 'text/html', 404: 'text/html' },
  hidden: true,
} as const satisfies Contract;

export const handler = http(contract, ({ params }) => answerPreview(params.token));
