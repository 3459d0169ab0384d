/** Mails a way back to an order to who placed it; answers the same whether there is such an order or not. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { sendMessages } from '#lib/send.ts';
import { buyerKeyOf, ContactInput } from '../../users/public.ts';
import { LookUpOrder } from '../messages.ts';
import { plainNumber, TypedNumber } from '../order/order-number.ts';

export const contract = {
  method: 'POST',
  path: '/orders/lookup',
  call: 'orders.lookup',
  access: 'public',
  summary: 'Mail the buyer a link to an order; the same answer whether there is one or not.',
  body: z.strictObject({
    number: TypedNumber.check(z.describe('The number in the confirmation; blanks, hyphens and case do not matter.')),
    email: ContactInput.shape.email.check(z.describe('The e-mail address that the order was placed with.')),
  }),
  limit: { requests: 10, seconds: 3600 },
  returns: { 202: null },
} as const satisfies Contract;

/** What is found is found later, by a queue: neither the answer nor how long it takes tells whether it was. */
export const handler = http(contract, async ({ body }) => {
  await sendMessages(LookUpOrder, [{ number: plainNumber(body.number), buyerKey: buyerKeyOf(body.email) }]);
  return { status: 202 };
});
