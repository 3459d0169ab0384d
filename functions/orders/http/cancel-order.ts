/** Cancels an order that nobody has paid yet; its stock is released once the provider has closed the payment. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { cancelOrder } from '../end-order.ts';
import { OrderView } from '../order-view.ts';
import { showOrder } from '../show-order.ts';

export const contract = {
  method: 'POST',
  path: '/orders/{id}/cancel',
  access: 'owner',
  summary: 'Cancel an order that is not paid; a repeat answers the same order.',
  params: { id: idPattern('ord') },
  returns: { 200: OrderView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await showOrder(await cancelOrder(params.id))));
