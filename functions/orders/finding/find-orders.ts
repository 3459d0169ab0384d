import { isoTime, msOf } from '#lib/clock.ts';
import type { Item } from '#lib/table.ts';
import { variantIdOf } from '../../inventory/public.ts';
import { buyerKeyOf } from '../../users/public.ts';
import type { Order } from '../order/order.ts';
import { daysBetween, listOrders, listOrdersOf, type OrderPosition, readOrders } from '../order/orders-table.ts';
import { recordCalls } from '../order/records-table.ts';
import { RangeRefused } from '../refusals.ts';
import { orderIdsOfNumber, orderIdsOfVariant } from './lookups-table.ts';

/**
 * What orders are looked for by: all of it must be so. Days are in UTC, both ends within; the e-mail is normalised; the
 * SKU may be a former one, or a variant's id.
 */
export interface OrderFilter {
  readonly number?: string | undefined;
  readonly email?: string | undefined;
  readonly sku?: string | undefined;
  readonly status?: Order['status'] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
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

const refuseRange = ({ from, to, ...keys }: OrderFilter, now: number): void => {
  if (from === undefined) return;
  const days = (msOf(to ?? isoTime(now).slice(0, 10)) - msOf(from)) / DAY_MS + 1;
  const range = `From ${from} to ${to ?? 'today'}`;
  if (days < 1) throw new RangeRefused(`${range} is backwards.`, { from, to: to ?? null });
  if ((keys.number ?? keys.email ?? keys.sku) === undefined && days > MOST_DAYS) {
    const detail = `${range} is more than ${MOST_DAYS} days; name an e-mail, an SKU or a number, or fewer days.`;
    throw new RangeRefused(detail, { days: MOST_DAYS });
  }
};

/** A page as it was read, before what else was asked for is looked at, and where the list goes on. */
interface Page {
  readonly orders: readonly Order[];
  readonly next: Item | undefined;
}
const nothing: Page = { orders: [], next: undefined };

/**
 * Finds a page of orders, newest first, by the one key that leaves the fewest: the number, the key that stands for the
 * e-mail, the variant of the SKU, or the days, one a page. What else is asked for is looked at in what was read, so that a
 * page may be short, or empty, with more behind it, and costs the same with any number of orders: at most 12 engine calls
 * as it is answered, one more with an SKU, 5 of them by number.
 * @throws Refusal 422 `range-refused`: backwards, or of days alone more than 31
 * @param after where the page before ended
 * @param now milliseconds since 1970
 */
export const findOrders = async (
  filter: OrderFilter,
  limit: number,
  after: Item | undefined,
  now: number,
): Promise<Page> => {
  refuseRange(filter, now);
  const variantId = filter.sku === undefined ? undefined : await variantIdOf(filter.sku);
  if (filter.sku !== undefined && variantId === undefined) return nothing;
  const { orders, next } = await pageOf(filter, variantId, limit, after, now);
  const page = fitting(orders);
  const end = page.length < orders.length ? page.at(-1) : undefined;
  return {
    orders: page.filter((order) => isMeant(order, filter, variantId)),
    next: end ? { day: end.placedAt.slice(0, 10), below: end.id } : next,
  };
};

const pageOf = async (
  { number, email, from, to }: OrderFilter,
  variantId: string | undefined,
  limit: number,
  after: Item | undefined,
  now: number,
): Promise<Page> => {
  if (number !== undefined) return { orders: await readOrders(await orderIdsOfNumber(number)), next: undefined };
  const span = { from: from ? Math.max(0, msOf(from)) : 0, until: Math.max(0, to ? msOf(to) : now) + DAY_MS };
  const below = after && String(after['below']);
  if (email !== undefined) {
    const { orders, last } = await listOrdersOf(buyerKeyOf(email), span, limit, below);
    return { orders, next: last === undefined ? undefined : { below: last } };
  }
  if (variantId !== undefined) {
    const { ids, last } = await orderIdsOfVariant(variantId, span, limit, below);
    return { orders: await readOrders(ids), next: last === undefined ? undefined : { below: last } };
  }
  const end = to ? msOf(to) : now;
  const days = daysBetween(from ? msOf(from) : end - 6 * DAY_MS, end, MOST_DAYS);
  const { orders, last } = await listOrders(days, limit, after as OrderPosition | undefined);
  return { orders, next: last && { ...last } };
};

/** Whether an order is what was asked for, the key by which it was read included. */
const isMeant = (order: Order, filter: OrderFilter, variantId: string | undefined): boolean => {
  const { email, status, from = '', to } = filter;
  const day = order.placedAt.slice(0, 10);
  return (
    (email === undefined || order.buyerKey === buyerKeyOf(email)) &&
    (variantId === undefined || order.lines.some((line) => line.variantId === variantId)) &&
    (status === undefined || order.status === status) &&
    day >= from &&
    (to === undefined || day <= to)
  );
};
