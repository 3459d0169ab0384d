import * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import {
  batchGet,
  type Item,
  type Key,
  putNew,
  type Query,
  query,
  queryAll,
  type Ref,
  remove,
  update,
  type Write,
} from '#lib/table.ts';
import { shardKey, table } from '../counters/shard-table.ts';
import { Credit, CreditPart, isAdjusting } from '../counters/stock.ts';
import { BUCKET, bucketOf, endOf, KeptTicket, type Ticket, type TicketState } from './ticket.ts';

/**
 * The ledger in the inventory table: tickets, owed units, credits; keys, items and conditions. The conditions are
 * the rules of stock: a ticket is put once, a credit is counted in once. The counters are in shard-table.ts.
 */

type Refused = (found: Item | undefined) => Error;
/** Twelve digits, so that texts sort as numbers do. */
const digits = (value: number): string => String(value).padStart(12, '0');
const keyed = (pk: string, sk: string): Key => ({ pk, sk });

const ticketKey = (stockKey: string, shard: number, from: number): Key =>
  keyed(`tick#${stockKey}#${shard}#${bucketOf(from)}`, digits(from));
const creditKey = (stockKey: string, shard: number, k: number): Key => keyed(`credit#${stockKey}#${shard}`, digits(k));
const owedKey = (stockKey: string, shard: number, id: string): Key => keyed(`owed#${stockKey}#${shard}`, id);

// --- tickets

/** Makes the write that puts a ticket in its first state, if there is none. Two write units in a transaction. */
export const ticketWrite = (
  ticket: Ticket,
  kept: {
    readonly state: TicketState;
    readonly ref?: string;
    readonly reason?: string;
    readonly actor?: string;
    readonly now: number;
  },
  refused?: Refused,
): Write => {
  const { now, ...said } = kept;
  const key = ticketKey(ticket.what, ticket.shard, ticket.from);
  return putNew(table, { ...key, q: ticket.quantity, at: isoTime(now), ...said }, refused);
};

/** Makes the write that moves a held ticket of `ref` on. */
export const endHoldWrite = (ticket: Ticket, ref: string, to: 'claimed' | 'released'): Write =>
  update(
    table,
    ticketKey(ticket.what, ticket.shard, ticket.from),
    'SET #state = :to',
    { to },
    { if: '#state = :held AND #ref = :ref AND #q = :q', values: { held: 'held', ref, q: ticket.quantity } },
  );

/**
 * Makes the write that counts `units` more of a sold ticket as gone; the last ones end it. The claim may still be on
 * its way: shipping is one.
 */
export const shipWrite = (ticket: Ticket, ref: string, gone: number, units: number): Write =>
  update(
    table,
    ticketKey(ticket.what, ticket.shard, ticket.from),
    'SET #state = :to, #shipped = :after',
    { to: gone + units === ticket.quantity ? 'shipped' : 'claimed', after: gone + units },
    {
      if: `#ref = :ref AND #q = :q AND (#state = :held OR #state = :claimed) AND ${gone === 0 ? 'attribute_not_exists(#shipped)' : '#shipped = :gone'}`,
      values: { ref, q: ticket.quantity, held: 'held', claimed: 'claimed', ...(gone === 0 ? {} : { gone }) },
    },
  );

/** Parses a ticket; its first unit is the sort key. @throws ZodError */
export const ticketFrom = (item: Item): KeptTicket => z.parse(KeptTicket, { ...item, from: Number(item['sk']) });

/**
 * Reads the tickets of one bucket from `position` on and below `to`, ascending, and where to go on. A long ticket’s
 * empty buckets are passed.
 */
export const ticketPage = async (
  stockKey: string,
  shard: number,
  position: number,
  to: number,
  options: { readonly consistent?: boolean } = {},
): Promise<{ tickets: KeptTicket[]; next: number }> => {
  const end = (bucketOf(position) + 1) * BUCKET;
  const { pk, sk } = ticketKey(stockKey, shard, position);
  const between = [sk, digits(Math.min(end, to) - 1)] as const;
  const tickets = (await queryAll(table, { pk, between, limit: BUCKET, ...options })).map(ticketFrom);
  const last = tickets.at(-1);
  return { tickets, next: Math.max(end, last ? endOf(last) : 0) };
};

/** Reads the tickets that begin in some shards at `low` or later and below `t`, by a key for each unit; in no order. */
export const ticketsAt = async (
  stockKey: string,
  shards: readonly { readonly shard: number; readonly low: number; readonly t: number }[],
): Promise<KeptTicket[]> => {
  const refs = shards.flatMap(({ shard, low, t }) =>
    Array.from({ length: t - low }, (_, unit) => ({ table, key: ticketKey(stockKey, shard, low + unit) })),
  );
  const items = await batchGet(refs, { consistent: true });
  return items.flatMap((item) => (item ? [ticketFrom(item)] : []));
};

/** Buckets that are read at once. */
const SIDE_BY_SIDE = 8;
/** Reads the tickets of a shard that begin in `[from, to)`, ascending, some buckets at a time. */
export const ticketsFrom = async function* (
  stockKey: string,
  shard: number,
  from: number,
  to: number,
): AsyncGenerator<KeptTicket> {
  for (let position = from; position < to; ) {
    const first = bucketOf(position);
    const starts = Array.from({ length: SIDE_BY_SIDE }, (_, index) =>
      index === 0 ? position : (first + index) * BUCKET,
    ).filter((start) => start < to);
    const pages = await Promise.all(
      starts.map((start) => ticketPage(stockKey, shard, start, to, { consistent: true })),
    );
    for (const { tickets } of pages) yield* tickets;
    position = Math.max(...pages.map(({ next }) => next));
  }
};

/** Reads the tickets of the bucket of `position` that begin at or before it, latest first. */
export const ticketsUpTo = async (stockKey: string, shard: number, position: number): Promise<KeptTicket[]> => {
  const { pk, sk } = ticketKey(stockKey, shard, position);
  const between = [digits(bucketOf(position) * BUCKET), sk] as const;
  const { items } = await query(table, { pk, between, limit: BUCKET, newestFirst: true });
  return items.map(ticketFrom);
};

// --- owed units and credits

/** Makes the write of units owed to a shard, until a credit takes them in. It joins the write that makes them owed. */
export const oweWrite = (stockKey: string, shard: number, part: CreditPart): Write => {
  const { id, ...said } = part;
  return putNew(table, { ...owedKey(stockKey, shard, id), ...said });
};
/** Reads up to `limit` entries of what is owed to a shard, consistently. */
export const owedPage = async (stockKey: string, shard: number, limit: number): Promise<CreditPart[]> => {
  const { items } = await query(table, { pk: owedKey(stockKey, shard, '').pk, limit, consistent: true });
  return items.map((item) => z.parse(CreditPart, { ...item, id: item['sk'] }));
};
/** Reads all that is owed to a shard, page by page. */
export const allOwed = async function* (stockKey: string, shard: number): AsyncGenerator<CreditPart> {
  const pk = owedKey(stockKey, shard, '').pk;
  for await (const item of items({ pk })) yield z.parse(CreditPart, { ...item, id: item['sk'] });
};
/** Reads the credits of a shard from number `k` on, ascending, page by page. */
export const creditsFrom = async function* (stockKey: string, shard: number, k: number): AsyncGenerator<Credit> {
  const { pk, sk } = creditKey(stockKey, shard, k);
  for await (const item of items({ pk, between: [sk, '~'] })) {
    const credit = creditFrom(item);
    if (credit) yield credit;
  }
};
const ITEMS = 250;
const items = async function* (asked: Pick<Query, 'pk' | 'between'>): AsyncGenerator<Item> {
  let after: Item | undefined;
  do {
    const page = await query(table, { ...asked, limit: ITEMS, after, consistent: true });
    yield* page.items;
    after = page.last;
  } while (after);
};
/**
 * Makes the write that removes an owed entry, for the transaction whose credit takes it in; it fails where it is gone.
 */
export const owedTakenWrite = (stockKey: string, shard: number, id: string): Write =>
  remove(table, owedKey(stockKey, shard, id), { if: 'attribute_exists(pk)' });

/** Names where credit number `k` of a shard lies, to read it. */
export const creditAt = (stockKey: string, shard: number, k: number): Ref => ({
  table,
  key: creditKey(stockKey, shard, k),
});
/** Parses a credit; undefined where there is none. @throws ZodError */
export const creditFrom = (item: Item | undefined): Credit | undefined =>
  item ? z.parse(Credit, { ...item, k: Number(item['sk']) }) : undefined;
/**
 * Makes the write that puts a credit, if its number is free: its item is the arbiter of the number and never changes.
 */
export const creditWrite = (stockKey: string, shard: number, credit: Credit): Write => {
  const { k, ...said } = credit;
  return putNew(table, { ...creditKey(stockKey, shard, k), ...said });
};
/** Makes the write that counts a credit into its shard: once, because only the next in order is. */
export const countInWrite = (stockKey: string, shard: number, credit: Credit): Write =>
  update(
    table,
    shardKey(stockKey, shard),
    `SET #n = #n + :q, #c = :k${isAdjusting(credit) ? ', #v = #v + :one' : ''}`,
    { q: credit.q, k: credit.k, ...(isAdjusting(credit) ? { one: 1 } : {}) },
    { if: '#c = :before', values: { before: credit.k - 1 } },
  );
/** Reads up to `limit` credits before `k`, latest first. */
export const creditsBefore = async (stockKey: string, shard: number, k: number, limit: number): Promise<Credit[]> => {
  if (k <= 1) return [];
  const between = [digits(1), digits(k - 1)] as const;
  const { pk } = creditKey(stockKey, shard, 0);
  const { items } = await query(table, { pk, between, limit, newestFirst: true });
  return items.flatMap((item) => creditFrom(item) ?? []);
};

/**
 * Makes the write that keeps what an adjustment was, under its own id, for good: the arbiter of its units coming in
 * once.
 */
export const adjustmentWrite = (stockKey: string, part: CreditPart): Write => {
  const { id, ...said } = part;
  return putNew(table, { ...keyed(`adjust#${stockKey}`, id), ...said });
};

/** Reads from the key of a stream record of this table which shard it is of; undefined for another kind of item. */
export const shardOfKey = (pk: string): { kind: string; stockKey: string; shard: number } | undefined => {
  const [, kind = '', stockKey = '', shard = ''] = pk.match(/^(stock|owed)#(.+)#(\d+)$/) ?? [];
  return kind ? { kind, stockKey, shard: Number(shard) } : undefined;
};
