/** Orders of a span of days, newest first; a page costs the same whatever lies outside it. */
import * as z from 'zod/mini';
import { msOf, nowMs } from '#lib/clock.ts';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { OrderStatus } from '../../order.ts';
import { OrderView } from '../../order-view.ts';
import { daysBetween, listOrders, type OrderPosition } from '../../orders-table.ts';
import { showOrders } from '../../show-order.ts';

const MOST_DAYS = 31;
const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, YYYY-MM-DD'));

export const contract = {
  method: 'GET',
  path: '/admin/orders',
  access: 'staff:orders',
  summary: 'Orders placed from one day to another (UTC; the last seven without them, at most 31), newest first.',
  query: z.strictObject({ ...pageQuery, from: z.optional(day), to: z.optional(day), status: z.optional(OrderStatus) }),
  returns: { 200: pageOf(OrderView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => {
  const to = query.to ? msOf(query.to) : nowMs();
  const from = query.from ? msOf(query.from) : to - 6 * 86_400_000;
  const list = `admin/orders ${query.from ?? ''} ${query.to ?? ''} ${query.status ?? ''}`;
  const after = fromCursor(list, query.cursor) as OrderPosition | undefined;
  const { orders, last } = await listOrders(daysBetween(from, to, MOST_DAYS), query.limit, after);
  const shown = await showOrders(orders.filter((order) => !query.status || order.status === query.status));
  return ok({ items: shown, nextCursor: toCursor(list, last && { ...last }) });
});
