import { isoTime, msOf } from '#lib/clock.ts';
import { refusal } from '#lib/problem.ts';
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

const refuseRange = (
  from: string | undefined,
  to: string | undefined,
  email: string | undefined,
  now: number,
): void => {
  if (from === undefined) return;
  const days = (msOf(to ?? isoTime(now).slice(0, 10)) - msOf(from)) / DAY_MS + 1;
  const range = `From ${from} to ${to ?? 'today'}`;
  if (days < 1) throw refusal(422, 'range-refused', `${range} is backwards.`, { from, to: to ?? null });
  if (email === undefined && days > MOST_DAYS) {
    throw refusal(422, 'range-refused', `${range} is more than ${MOST_DAYS} days; name an e-mail, or fewer days.`, {
      days: MOST_DAYS,
    });
  }
};

/**
 * Finds a page of orders, newest first: of a buyer, by the key that stands for the e-mail, or of a span of days, one day a
 * page. A page may be short, or empty, with more behind it.
 * @throws Refusal 422 `range-refused`: backwards, or without an e-mail more than 31 days
 * @param after where the page before ended
 * @param now milliseconds since 1970
 */
export const findOrders = async (
  { from, to, email }: OrderFilter,
  limit: number,
  after: Item | undefined,
  now: number,
): Promise<{ orders: Order[]; next: Item | undefined }> => {
  refuseRange(from, to, email, now);
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
