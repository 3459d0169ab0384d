/** An order, for the staff. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { OrderView } from '../../order/order-view.ts';
import { readShownOrder } from '../../order/show-order.ts';

export const contract = {
  method: 'GET',
  path: '/admin/orders/{id}',
  call: 'admin.orders.get',
  access: 'staff:orders',
  summary: 'An order.',
  params: { id: idPattern('ord') },
  returns: { 200: OrderView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await readShownOrder(params.id)));
