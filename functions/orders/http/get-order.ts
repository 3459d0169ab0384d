/** Reads an order for the holder of its token. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { orderToken } from '../order/order-token.ts';
import { HeldOrder } from '../order/order-view.ts';
import { readShownOrder } from '../order/show-order.ts';
import { TokenEnded } from '../refusals.ts';

export const contract = {
  method: 'GET',
  path: '/orders/{id}',
  call: 'orders.get',
  access: 'owner',
  secret: true,
  object: 'order',
  summary: 'An order, by its token, until 90 days after its last change; with the token to go on with.',
  params: { id: idPattern('ord') },
  refuses: [TokenEnded],
  returns: { 200: HeldOrder },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  const order = await readShownOrder(params.id);
  return ok({ ...order, orderToken: orderToken(params.id) });
});
