/** The test provider's own page, where a buyer decides how a payment goes. There is none unless it is switched on. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { text } from '#lib/reply.ts';
import { isSwitchedOn } from '../provider/registry.ts';
import { testPage } from '../providers/test/page.ts';
import { readTestPayment } from '../providers/test/press.ts';

export const contract = {
  method: 'GET',
  path: '/payments/test/{id}',
  access: 'public',
  summary: 'The page of the test provider.',
  params: { id: idPattern('tpo') },
  hidden: true,
  returns: { 200: 'text/html' },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  const object = isSwitchedOn('test') ? await readTestPayment(params.id) : undefined;
  if (!object) throw notFound('payment');
  const { html, headers } = testPage(object);
  return text('text/html', html, headers);
});
