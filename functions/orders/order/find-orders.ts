import { msOf } from '#lib/clock.ts';
import type { Item } from '#lib/table.ts';
import { buyerKeyOf } from '../../users/public.ts';
import type { Order } from './order.ts';
import { daysBetween, listOrders, listOrdersOf, type OrderPosition } from './orders-table.ts';
import { recordCalls } from './records-table.ts';

/** What a list of orders is narrowed by. Days are in UTC, both ends within; the e-mail is normalised. */
export interface OrderFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly email?: string | undefined;
}

const MOST_DAYS = 31;
const DAY_MS = 86_400_000;

/** Calls for what lies beside the orders of a page: with nine for the orders and one for contacts and caller each, 12. */
const MOST_RECORD_CALLS = 1;

/** As many of the first orders, one at least, as their records can be read of in the calls of a page. */
const fitting = (orders: readonly Order[]): Order[] => {
  let count = 1;
  while (count < orders.length && recordCalls(orders.slice(0, count + 1)) <= MOST_RECORD_CALLS) count += 1;
  return orders.slice(0, count);
};

/**
 * Finds a page of orders, newest first: of a buyer, by the key that stands for the e-mail, or of a span of days, one day a
 * page. A page may be short, or empty, with more behind it.
 * @param after where the page before ended
 * @param now milliseconds since 1970
 */
export const findOrders = async (
  { from, to, email }: OrderFilter,
  limit: number,
  after: Item | undefined,
  now: number,
): Promise<{ orders: Order[]; next: Item | undefined }> => {
  if (email !== undefined) {
    const span = { from: from ? Math.max(0, msOf(from)) : 0, until: Math.max(0, to ? msOf(to) : now) + DAY_MS };
    const below = after && String(after['below']);
    const { orders, last } = await listOrdersOf(buyerKeyOf(email), span, limit, below);
    const page = fitting(orders);
    const end = page.length < orders.length ? page.at(-1)?.id : last;
    return { orders: page, next: end === undefined ? undefined : { below: end } };
  }
  const end = to ? msOf(to) : now;
  const days = daysBetween(from ? msOf(from) : end - 6 * DAY_MS, end, MOST_DAYS);
  const { orders, last } = await listOrders(days, limit, after as OrderPosition | undefined);
  const page = fitting(orders);
  const oldest = page.at(-1);
  const next = oldest && page.length < orders.length ? { day: oldest.placedAt.slice(0, 10), below: oldest.id } : last;
  return { orders: page, next: next && { ...next } };
};
