import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { type EventDefinition, eventWrite } from '#lib/event.ts';
import { money } from '#lib/money.ts';
import { notFound } from '#lib/problem.ts';
import { batchGet, get, type Item, put, putNew, query, tableOf, type Write } from '#lib/table.ts';
import { Order, type OrderLine } from './order.ts';

/** The only file that knows the table: keys, items, conditions. */
const table = tableOf('orders');
const SHARDS = 8;

const key = (id: string) => ({ pk: id, sk: 'order' });
/** Orders of a day, in eight partitions: keys only, on attributes that never change. */
const dayPartition = (day: string, shard: number): string => `orders#${day}#${shard}`;
const shardOf = (id: string): number => (id.codePointAt(id.length - 1) ?? 0) % SHARDS;

/** Amounts lie as plain integers in the order's currency: an item half the size is a write of half the price. */
const packed = (order: Order): Item => ({
  ...order,
  lines: order.lines.map((line) => ({
    ...line,
    unitPrice: line.unitPrice.amount,
    subtotal: line.subtotal.amount,
    discount: line.discount.amount,
    tax: line.tax.amount,
    total: line.total.amount,
  })),
  shipping: order.shipping && { ...order.shipping, total: order.shipping.total.amount, tax: order.shipping.tax.amount },
  totals: Object.fromEntries(Object.entries(order.totals).map(([name, value]) => [name, value.amount])),
  taxLines: order.taxLines.map((line) => ({ ...line, amount: line.amount.amount })),
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
    ...Object.fromEntries(names.map((name) => [name, money(Number(of[name]), stored.currency)])),
  });
  return z.parse(Order, {
    ...stored,
    lines: stored.lines.map((line) =>
      priced(line, 'unitPrice', 'subtotal', 'discount', 'tax', 'total'),
    ) as unknown as OrderLine[],
    shipping: stored.shipping && priced(stored.shipping, 'total', 'tax'),
    totals: priced(stored.totals, ...Object.keys(stored.totals)),
    taxLines: stored.taxLines.map((line) => priced(line, 'amount')),
  });
};

const itemOf = (order: Order) => ({
  ...key(order.id),
  type: 'order',
  gsi1pk: dayPartition(order.placedAt.slice(0, 10), shardOf(order.id)),
  gsi1sk: order.id,
  ...packed(order),
});

/** The write that creates an order. */
export const newOrder = (order: Order): Write => putNew(table, itemOf(order));

/** The write that replaces an order by its next version; refused when somebody else came first. */
export const nextOrder = (next: Order): Write =>
  put(table, itemOf(next), { if: '#version = :before', values: { before: next.version - 1 } });

/** The write of a fact about an order, in the order's own sequence. */
export const orderEvent = <E extends EventDefinition>(
  order: Order,
  definition: E,
  data: z.input<E['data']>,
  at: number,
): Write => eventWrite(table, definition, { aggregate: order.id, sequence: order.sequence, data, at });

/** Reads an order, with every earlier write in it; `undefined` when there is none. */
export const findOrder = async (id: string): Promise<Order | undefined> => {
  const item = await get({ table, key: key(id) }, { consistent: true });
  return item && unpacked(item);
};

/** Reads an order. @throws Refusal 404 */
export const readOrder = async (id: string): Promise<Order> => {
  const order = await findOrder(id);
  if (!order) throw notFound('order');
  return order;
};

/** Where a list of orders goes on: below this id, on this day. */
export type OrderPosition = { day: string; below: string };

/**
 * Orders of a span of days, newest first.
 * @param days calendar days in UTC, newest first
 */
export const listOrders = async (
  days: readonly string[],
  limit: number,
  after: OrderPosition | undefined,
): Promise<{ orders: Order[]; last: OrderPosition | undefined }> => {
  const found: { id: string; day: string }[] = [];
  for (const day of days.filter((one) => !after || one <= after.day)) {
    const below = after?.day === day ? after.below : 'ord_~';
    const pages = await Promise.all(
      Array.from({ length: SHARDS }, (_, shard) =>
        query(table, {
          pk: dayPartition(day, shard),
          index: 'gsi1',
          between: ['ord_', below],
          limit: limit + 2,
          newestFirst: true,
        }),
      ),
    );
    const ids = pages.flatMap((page) => page.items.map((item) => String(item['gsi1sk']))).filter((id) => id !== below);
    found.push(
      ...ids
        .sort()
        .reverse()
        .map((id) => ({ id, day })),
    );
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const items = page.length ? await batchGet(page.map(({ id }) => ({ table, key: key(id) }))) : [];
  const last = page.at(-1);
  return {
    orders: items.flatMap((item) => (item ? [unpacked(item)] : [])),
    last: found.length > limit && last ? { day: last.day, below: last.id } : undefined,
  };
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
