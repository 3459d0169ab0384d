import { decodeTime, encodeTime } from 'ulid';
import { msOf } from '#lib/clock.ts';
import { readProductPage } from '../../catalog/public.ts';
import { listWholeStock, readAvailability } from '../../inventory/public.ts';
import { daysBetween, listBookedOrders, type OrderPosition } from '../../orders/public.ts';
import type { Cell } from '../csv/cells.ts';
import { type Export, type Filter, limits } from './export.ts';
import { orderHeader, orderRows } from './order-rows.ts';
import { productHeader, productRows } from './product-rows.ts';
import { stockHeader, stockRow } from './stock-rows.ts';

/** Where a source goes on. */
export type Position = NonNullable<Export['position']>;

/** Some rows of a file, and where to go on when there may be more. */
export interface Page {
  readonly rows: readonly Cell[][];
  readonly position: Position | undefined;
  /** How much of the whole is read, from 0 to 1: an estimate. */
  readonly progress: number;
}

/** What an export writes, page by page; a page costs the same with a thousand things and with a million. */
export interface Source {
  readonly header: readonly string[];
  read(position: Position | undefined): Promise<Page>;
}

/** Things of a page: up to 6 MB of products, an answer of the orders' list, some hundred calls for tickets. */
const PRODUCTS = 25;
const ORDERS = 100;
const VARIANTS = 50;

/** The ids of what there was when the export was started. */
const bound = (prefix: string, { createdAt }: Export): string => `${prefix}_${encodeTime(msOf(createdAt) + 1, 10)}`;

/** Two digits, so that nobody takes it for more than an estimate. */
const part = (done: number, whole: number): number =>
  whole > 0 ? Math.max(0, Math.min(0.99, Math.floor((100 * done) / whole) / 100)) : 0;

const timeOf = (id: string): number => decodeTime(id.slice(id.indexOf('_') + 1, id.indexOf('_') + 27));

/** Goes on behind the last id of a page; how far that is, is told by the time in the ids. */
const behind = (
  rows: readonly Cell[][],
  { first, last, end }: { first: string | undefined; last: string | undefined; end: string },
): Page => {
  if (first === undefined || last === undefined) return { rows, position: undefined, progress: 1 };
  const begin = timeOf(first);
  return { rows, position: { first, after: last }, progress: part(timeOf(last) - begin, msOf(end) - begin) };
};

const productSource = (one: Export): Source => ({
  header: productHeader,
  async read(position) {
    const span = { after: position?.['after'] ?? '', until: bound('prd', one) };
    const { products, last } = await readProductPage(PRODUCTS, span);
    const stock = await readAvailability(products.flatMap(({ variants }) => variants.map(({ id }) => id)));
    const stockOf = new Map(stock.map((entry) => [entry.variantId, entry]));
    const rows = products.flatMap((product) => productRows(product, stockOf));
    return behind(rows, { first: position?.['first'] ?? products[0]?.id, last, end: one.createdAt });
  },
});

const stockSource = (one: Export): Source => ({
  header: stockHeader,
  async read(position) {
    const span = { after: position?.['after'] ?? '', until: bound('var', one) };
    const { items, last } = await listWholeStock(VARIANTS, span);
    return behind(items.map(stockRow), {
      first: position?.['first'] ?? items[0]?.variantId,
      last,
      end: one.createdAt,
    });
  },
});

/** Days that are looked at side by side behind one without orders: a year without any is not 3,000 calls in a row. */
const DAYS_AT_ONCE = 8;

const orderSource = ({ from, to, status }: Filter): Source => {
  const days = daysBetween(msOf(from), msOf(to), limits.days);
  /** Some days, each from its newest order on, up to the first that has more of them than a page. */
  const readDays = async (day: string) => {
    const next = days.slice(days.indexOf(day), days.indexOf(day) + DAYS_AT_ONCE);
    const pages = await Promise.all(next.map((one) => listBookedOrders([one], ORDERS, undefined)));
    const end = pages.findIndex(({ last }) => last);
    const after = days[days.indexOf(day) + next.length];
    return {
      orders: pages.slice(0, end < 0 ? pages.length : end + 1).flatMap(({ orders }) => orders),
      last: end < 0 ? after && { day: after } : pages[end]?.last,
    };
  };
  const read = async (after: OrderPosition | undefined) => {
    const page = await listBookedOrders(days, ORDERS, after);
    return page.orders.length === 0 && page.last && page.last.below === undefined ? readDays(page.last.day) : page;
  };
  return {
    header: orderHeader,
    async read(position) {
      const { orders, last } = await read(position as OrderPosition | undefined);
      const rows = orders.filter(({ order }) => status === null || order.status === status).flatMap(orderRows);
      if (!last) return { rows, position: undefined, progress: 1 };
      return { rows, position: { ...last }, progress: part(days.indexOf(last.day), days.length) };
    },
  };
};

/** Opens the source of an export. */
export const sourceOf = (one: Export): Source => {
  if (one.kind === 'products') return productSource(one);
  if (one.kind === 'stock') return stockSource(one);
  if (!one.filter) throw new Error('export: one of orders has no span of days');
  return orderSource(one.filter);
};
