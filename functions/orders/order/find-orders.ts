import { msOf } from '#lib/clock.ts';
import type { Item } from '#lib/table.ts';
import { buyerKeyOf } from '../../users/public.ts';
import type { Order } from './order.ts';
import { daysBetween, listOrders, listOrdersOf, type OrderPosition } from './orders-table.ts';

/** What a list of orders is narrowed by. Days are in UTC, both ends within; the e-mail is normalised. */
export interface OrderFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly email?: string | undefined;
}

const MOST_DAYS = 31;
const DAY_MS = 86_400_000;

/**
 * A page of orders, newest first: of a buyer, by the key that stands for the e-mail, or of a span of days.
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
    return { orders, next: last === undefined ? undefined : { below: last } };
  }
  const end = to ? msOf(to) : now;
  const days = daysBetween(from ? msOf(from) : end - 6 * DAY_MS, end, MOST_DAYS);
  const { orders, last } = await listOrders(days, limit, after as OrderPosition | undefined);
  return { orders, next: last && { ...last } };
};
