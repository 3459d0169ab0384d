import { randomInt } from 'node:crypto';
import { newId } from '#lib/id.ts';
import { put, putNew, tableOf, transact, update, type Write } from '#lib/table.ts';
import { write } from '#lib/write.ts';
import { reshard } from '../../../functions/inventory/counters/reshard.ts';
import { openStock, takeStock, ticketWrites } from '../../../functions/inventory/public.ts';

/** More than any run sells. */
const UNITS = 1_000_000;
const inventory = tableOf('inventory');
const orders = tableOf('orders');

/** A way of holding one unit of a variant for a new order. */
export interface Way {
  readonly name: string;
  /** Puts the stock on so many shards. */
  open(what: string, shards: number): Promise<void>;
  /** Resolves when the order is there and its unit held; throws when the buyer has to be told to try again. */
  hold(what: string, shards: number): Promise<void>;
}

/** About as large as an order of one line; what else placing writes is the same either way. */
const orderPut = (id: string): Write => putNew(orders, { pk: id, sk: 'order', id, body: 'x'.repeat(800) });

/** Floodgate's: the unit is taken by one update outside; the transaction puts the order and its ticket. */
export const outside: Way = {
  name: 'ticket',
  async open(what, shards) {
    await openStock(what, { quantity: UNITS, tracked: true, policy: 'deny' });
    if (shards > 1) await reshard(what, shards);
  },
  async hold(what) {
    const id = newId('ord');
    const got = await takeStock([{ stockKey: what, quantity: 1 }], id);
    if ('refused' in got) throw new Error(`${what} is sold out`);
    await transact([orderPut(id), ...ticketWrites(got.taken, id)], id);
  },
};

const counter = (what: string, shard: number) => ({ pk: `stock#${what}#${shard}`, sk: 'shard' });

/** The usual one, to compare: the counter goes down in the transaction that puts the order and its ticket. */
export const inside: Way = {
  name: 'in the transaction',
  async open(what, shards) {
    for (let shard = 0; shard < shards; shard += 1) await write(put(inventory, { ...counter(what, shard), n: UNITS }));
  },
  async hold(what, shards) {
    const id = newId('ord');
    const took = update(inventory, counter(what, randomInt(shards)), 'SET #n = #n - :q', { q: 1 }, { if: '#n >= :q' });
    const ticket = putNew(inventory, { pk: `tick#${what}#${id}`, sk: '0', q: 1, ref: id, state: 'held' });
    await transact([took, orderPut(id), ticket], id);
  },
};
