/** Lists orders of a span of days or of a buyer, newest first, in at most 12 engine calls a page; a page may be short. */
import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { type Contract, Day, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { sha256 } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { ContactInput } from '../../../users/public.ts';
import { findOrders } from '../../order/find-orders.ts';
import { OrderStatus } from '../../order/order.ts';
import { OrderView } from '../../order/order-view.ts';
import { showOrders } from '../../order/show-order.ts';

export const contract = {
  method: 'GET',
  path: '/admin/orders',
  call: 'admin.orders.list',
  access: 'staff:orders',
  summary:
    'Orders, newest first: of a buyer (all of them without days), or placed from one day to another (UTC; the last seven without days, at most 31).',
  query: z.strictObject({
    ...pageQuery,
    from: z.optional(Day).check(z.describe('The first day of placing (UTC), YYYY-MM-DD.')),
    to: z.optional(Day).check(z.describe('The last day of placing (UTC), YYYY-MM-DD.')),
    status: z.optional(OrderStatus).check(z.describe('Only orders that stand there.')),
    email: z.optional(ContactInput.shape.email).check(z.describe('Only orders of this buyer.')),
  }),
  returns: { 200: pageOf(OrderView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => {
  const { from = '', to = '', status = '', email = '', limit, cursor } = query;
  const list = `admin/orders ${from} ${to} ${status} ${email && sha256(email)}`;
  const { orders, next } = await findOrders(query, limit, fromCursor(list, cursor), nowMs());
  const shown = orders.filter((order) => !status || order.status === status);
  return ok({ items: await showOrders(shown), nextCursor: toCursor(list, next) });
});
