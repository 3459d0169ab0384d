import { encodeTime } from 'ulid';
import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { type Envelope, type EventDefinition, eventKey, eventWrite } from '#lib/event.ts';
import { money } from '#lib/money.ts';
import { notFound } from '#lib/refusals.ts';
import { partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { batchGet, get, type Item, put, putNew, query, type Ref, tableOf, type Write } from '#lib/table.ts';
import { isOpen, Order, type OrderLine } from './order.ts';
import { checkHolder } from './order-token.ts';

/** The only file that knows an order's keys, items and conditions; what lies beside it is in `records-table.ts`. */
export const table = tableOf('orders');

const key = (id: string) => ({ pk: id, sk: 'order' });
/** Orders of a day, in eight partitions: keys only, on attributes that never change. */
const dayPartition = (day: string, shard: number): string => `orders#${day}#${shard}`;
/** Orders of a buyer, by the key that stands for an e-mail. */
const buyerPartition = (buyerKey: string): string => `buyer#${buyerKey}`;

/**
 * Amounts lie as plain integers in the order's currency: an item half the size is a write of half the price.
 * `reacquiringUntil` lies in its item as `retakingUntil`.
 */
const packed = ({ reacquiringUntil, ...order }: Order): Item => ({
  ...order,
  retakingUntil: reacquiringUntil,
  lines: order.lines.map((line) => ({
    ...line,
    unitPrice: line.unitPrice.amount,
    subtotal: line.subtotal.amount,
    discount: line.discount.amount,
    tax: line.tax.amount,
    total: line.total.amount,
    refundedTotal: line.refundedTotal?.amount,
  })),
  shipping: order.shipping && { ...order.shipping, total: order.shipping.total.amount, tax: order.shipping.tax.amount },
  totals: Object.fromEntries(Object.entries(order.totals).map(([name, value]) => [name, value.amount])),
  taxLines: order.taxLines.map((line) => ({ ...line, amount: line.amount.amount })),
  refundedTotal: order.refundedTotal?.amount,
  refundedShipping: order.refundedShipping?.amount,
});

const unpacked = (item: Item): Order => {
  const stored = item as Item & {
    currency: string;
    lines: Item[];
    shipping: Item | null;
    totals: Item;
    taxLines: Item[];
  };
  const priced = (of: Item, ...names: string[]): Item => ({
    ...of,
    ...Object.fromEntries(
      names.filter((name) => of[name] !== undefined).map((name) => [name, money(Number(of[name]), stored.currency)]),
    ),
  });
  return z.parse(Order, {
    ...priced(stored, 'refundedTotal', 'refundedShipping'),
    reacquiringUntil: stored['retakingUntil'],
    lines: stored.lines.map((line) =>
      priced(line, 'unitPrice', 'subtotal', 'discount', 'tax', 'total', 'refundedTotal'),
    ) as unknown as OrderLine[],
    shipping: stored.shipping && priced(stored.shipping, 'total', 'tax'),
    totals: priced(stored.totals, ...Object.keys(stored.totals)),
    taxLines: stored.taxLines.map((line) => priced(line, 'amount')),
  });
};

const itemOf = (order: Order) => ({
  ...key(order.id),
  type: 'order',
  gsi1pk: dayPartition(order.placedAt.slice(0, 10), partitionOf(order.id)),
  gsi1sk: order.id,
  ...packed(order),
});

/** The write that creates an order. */
export const newOrder = (order: Order): Write => putNew(table, itemOf(order));

/** The write that replaces an order by its next version; refused when the order has changed since it was read. */
export const nextOrder = (next: Order): Write =>
  put(table, itemOf(next), { if: '#version = :before', values: { before: next.version - 1 } });

/** The write of an order's event, in the order's own sequence. */
export const orderEvent = <E extends EventDefinition>(
  order: Order,
  definition: E,
  data: z.input<E['data']>,
  at: number,
): Write => eventWrite(table, definition, { aggregate: order.id, sequence: order.sequence, data, at });

/**
 * The write of an order's first event, which is also where the order is listed under its buyer: an entry of the index costs
 * one unit, an item of its own would cost two. Like the order's own, it never changes.
 */
export const placedEvent = (order: Pick<Order, 'id' | 'buyerKey'>, event: Envelope): Write =>
  putNew(table, {
    ...eventKey(order.id, event.sequence),
    type: 'event',
    gsi1pk: buyerPartition(order.buyerKey),
    gsi1sk: order.id,
    event,
  });

export const orderAt = (id: string): Ref => ({ table, key: key(id) });
export const orderFrom = (item: Item | undefined): Order | undefined => item && unpacked(item);

/** Reads an order, with every earlier write in it; `undefined` when there is none. */
export const findOrder = async (id: string): Promise<Order | undefined> =>
  orderFrom(await get(orderAt(id), { consistent: true }));

/** Which of some orders may still be paid, and so hold their stock. */
export const unpaidAmong = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const items = ids.length ? await batchGet(ids.map(orderAt), { consistent: true, project: ['id', 'status'] }) : [];
  const open = items.flatMap((item) => (item && isOpen(item as Pick<Order, 'status'>) ? [String(item['id'])] : []));
  return new Set(open);
};

/** Reads an order. @throws Refusal 404; 401 `token-ended` when the caller's token of it has ended */
export const readOrder = async (id: string): Promise<Order> => {
  const order = await findOrder(id);
  if (!order) throw notFound('order');
  return checkHolder(order);
};

/** Where a list of orders goes on: on this day, below this id or from the day's newest on. */
export type OrderPosition = { day: string; below?: string };

/**
 * Lists orders of a span of days, newest first: those of one day a page, so that a page costs nine calls at most.
 * @param days calendar days in UTC, newest first
 */
export const listOrders = async (
  days: readonly string[],
  limit: number,
  after: OrderPosition | undefined,
): Promise<{ orders: Order[]; last: OrderPosition | undefined }> => {
  const [day, dayBefore] = days.filter((one) => !after || one <= after.day);
  if (day === undefined) return { orders: [], last: undefined };
  const below = after?.day === day ? after.below : undefined;
  const { items, last } = await queryNewest(table, {
    partition: (shard) => dayPartition(day, shard),
    index: 'gsi1',
    prefix: 'ord',
    limit,
    after: below === undefined ? undefined : { below },
  });
  const orders = await readOrders(items.map((item) => String(item['gsi1sk'])));
  const next = last ? { day, below: last.below } : dayBefore === undefined ? undefined : { day: dayBefore };
  return { orders, last: next };
};

/** The bounds of ids of a span, which lie side by side, as an id begins with its moment. @param below the id to go on below */
export const idBetween = (
  span: { readonly from: number; readonly until: number },
  below: string | undefined,
): readonly [from: string, until: string] => [
  `ord_${encodeTime(span.from, 10)}`,
  below ?? `ord_${encodeTime(span.until, 10)}`,
];

/** Reads orders by their ids, those that are there: one call. */
export const readOrders = async (ids: readonly string[]): Promise<Order[]> => {
  const items = ids.length ? await batchGet(ids.map(orderAt)) : [];
  return items.flatMap((item) => (item ? [unpacked(item)] : []));
};

/**
 * Orders of one buyer, newest first.
 * @param span milliseconds since 1970: placed at or after the first, before the second
 * @param below the id to go on below
 */
export const listOrdersOf = async (
  buyerKey: string,
  span: { readonly from: number; readonly until: number },
  limit: number,
  below: string | undefined,
): Promise<{ orders: Order[]; last: string | undefined }> => {
  const between = idBetween(span, below);
  if (between[1] <= between[0]) return { orders: [], last: undefined };
  const pk = buyerPartition(buyerKey);
  const { items } = await query(table, { pk, index: 'gsi1', between, limit: limit + 2, newestFirst: true });
  const ids = items.map((item) => String(item['gsi1sk'])).filter((id) => id !== below);
  return { orders: await readOrders(ids.slice(0, limit)), last: ids.length > limit ? ids[limit - 1] : undefined };
};

/** The calendar days in UTC from one to another, newest first, at most `most`. */
export const daysBetween = (from: number, to: number, most: number): string[] => {
  const days: string[] = [];
  for (let at = to; at >= from - 86_400_000 && days.length < most; at -= 86_400_000) {
    const day = isoTime(at).slice(0, 10);
    if (day >= isoTime(from).slice(0, 10)) days.push(day);
  }
  return days;
};
