/** Lists orders by number, buyer, SKU or days, newest first, in at most 13 engine calls a page; a page may be short. */

import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { type Contract, Day, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { sha256 } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { ContactInput } from '../../../users/public.ts';
import { findOrders } from '../../finding/find-orders.ts';
import { OrderStatus } from '../../order/order.ts';
import { TypedNumber } from '../../order/order-number.ts';
import { OrderView } from '../../order/order-view.ts';
import { showOrders } from '../../order/show-order.ts';
import { RangeRefused } from '../../refusals.ts';

export const contract = {
  method: 'GET',
  path: '/admin/orders',
  call: 'admin.orders.list',
  access: 'staff:orders',
  summary: 'Orders, newest first: by number, of a buyer, with an SKU, or of some days.',
  description: 'Days are in UTC; without them the last seven, of a buyer or an SKU all, and at most 31 of days alone.',
  query: z.strictObject({
    ...pageQuery,
    from: z.optional(Day).check(z.describe('The first day of placing (UTC), YYYY-MM-DD.')),
    to: z.optional(Day).check(z.describe('The last day of placing (UTC), YYYY-MM-DD.')),
    status: z.optional(OrderStatus).check(z.describe('Only orders that stand there.')),
    number: z
      .optional(TypedNumber)
      .check(z.describe('Only the order of this number; blanks, hyphens and case do not matter.')),
    email: z.optional(ContactInput.shape.email).check(z.describe('Only orders of this buyer.')),
    sku: z
      .optional(line(200))
      .check(z.describe('Only orders with this variant: its SKU, a former one too, or its id.')),
  }),
  refuses: [RangeRefused],
  returns: { 200: pageOf(OrderView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => {
  const { limit, cursor, ...filter } = query;
  const list = `admin/orders ${sha256(JSON.stringify(filter))}`;
  const { orders, next } = await findOrders(filter, limit, fromCursor(list, cursor), nowMs());
  return ok({ items: await showOrders(orders), nextCursor: toCursor(list, next) });
});
