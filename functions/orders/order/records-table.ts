import * as z from 'zod/mini';
import { batchGet, type Item, put, putNew, queryAll, type Ref, type Write } from '#lib/table.ts';
import { Fulfilment } from '../after-payment/fulfilment.ts';
import { OrderRefund } from '../after-payment/refund.ts';
import { OrderReturn } from '../after-payment/return.ts';
import type { Order } from './order.ts';
import { table } from './orders-table.ts';

/**
 * Fulfilments, refunds and returns: items of their own beside their order, so that the order's item stays small whatever
 * happens to it. Each is written in one transaction with the order's next version, whose condition guards both.
 */
const schemas = { fulfilment: Fulfilment, refund: OrderRefund, return: OrderReturn } as const;
type Kind = keyof typeof schemas;
type RecordOf<K extends Kind> = z.infer<(typeof schemas)[K]>;

const key = (orderId: string, id: string) => ({ pk: orderId, sk: `record#${id}` });
const itemOf = <K extends Kind>(orderId: string, kind: K, record: RecordOf<K>) => ({
  ...key(orderId, record.id),
  type: kind,
  ...record,
});

export const recordAt = (orderId: string, id: string): Ref => ({ table, key: key(orderId, id) });
export const recordFrom = <K extends Kind>(kind: K, item: Item | undefined): RecordOf<K> | undefined =>
  item && (z.parse(schemas[kind], item) as RecordOf<K>);

export const newRecord = <K extends Kind>(orderId: string, kind: K, record: RecordOf<K>): Write =>
  putNew(table, itemOf(orderId, kind, record));
export const nextRecord = <K extends Kind>(orderId: string, kind: K, record: RecordOf<K>): Write =>
  put(table, itemOf(orderId, kind, record), { if: 'attribute_exists(pk)' });

/** What lies beside an order, oldest first. */
export interface Records {
  readonly fulfilments: readonly Fulfilment[];
  readonly refunds: readonly OrderRefund[];
  readonly returns: readonly OrderReturn[];
}
export const noRecords: Records = { fulfilments: [], refunds: [], returns: [] };

/** How many a caller may make of one order; money that goes back by itself is beyond that. */
export const MOST_RECORDS = 200;

/** Reads what lies beside an order; an order that has nothing there costs no call. */
export const readRecords = async (order: Pick<Order, 'id' | 'records'>): Promise<Records> => {
  if (!order.records) return noRecords;
  const items = await queryAll(table, { pk: order.id, begins: 'record#', limit: 2 * MOST_RECORDS, consistent: true });
  return recordsIn(items);
};

type Listed = Pick<Order, 'id' | 'records' | 'recordIds'>;
/** Whether the order names all of its records; one with older ones does not, and they are looked for. */
const namesAll = ({ records = 0, recordIds = [] }: Listed): boolean => recordIds.length === records;
const BATCH = 100;

/** How many engine calls it takes to read what lies beside some orders. */
export const recordCalls = (orders: readonly Listed[]): number => {
  const named = orders.filter(namesAll).reduce((sum, { records = 0 }) => sum + records, 0);
  return Math.ceil(named / BATCH) + orders.filter((order) => !namesAll(order)).length;
};

/** Reads what lies beside each of some orders, in batches. */
export const readRecordsOf = async (orders: readonly Listed[]): Promise<Records[]> => {
  const named = orders.filter(namesAll).flatMap(({ id, recordIds = [] }) => recordIds.map((one) => recordAt(id, one)));
  const items = named.length > 0 ? await batchGet(named) : [];
  const of = (order: Listed): Records => recordsIn(items.flatMap((item) => (item?.['pk'] === order.id ? [item] : [])));
  return Promise.all(orders.map((order) => (namesAll(order) ? of(order) : readRecords(order))));
};

const recordsIn = (items: readonly Item[]): Records => {
  const all = <K extends Kind>(kind: K): RecordOf<K>[] =>
    items
      .filter((item) => item['type'] === kind)
      .flatMap((item) => recordFrom(kind, item) ?? [])
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  return { fulfilments: all('fulfilment'), refunds: all('refund'), returns: all('return') };
};
