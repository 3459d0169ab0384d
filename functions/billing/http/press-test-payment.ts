/** Takes a button of the test provider's page and sends the buyer on; pressing again changes nothing. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { redirect } from '#lib/reply.ts';
import { isSwitchedOn } from '../provider/registry.ts';
import { buttonOf, pressTestPayment } from '../providers/test/press.ts';
import { ButtonUnknown } from '../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/payments/test/{id}',
  access: 'public',
  summary: 'A button of the test provider’s page.',
  params: { id: idPattern('tpo') },
  body: 'form',
  limit: { requests: 120, seconds: 60 },
  hidden: true,
  refuses: [ButtonUnknown],
  returns: { 303: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body }) => {
  const next = isSwitchedOn('test') ? await pressTestPayment(params.id, buttonOf(body['button'])) : undefined;
  if (next === undefined) throw notFound('payment');
  return redirect(303, next);
});
