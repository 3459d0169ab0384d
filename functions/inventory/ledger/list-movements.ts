import * as z from 'zod/mini';
import { readShards } from '../counters/read-shards.ts';
import { type Credit, noStock } from '../counters/stock.ts';
import { creditsBefore, ticketsUpTo } from './stock-table.ts';
import { BUCKET, bucketOf, type KeptTicket, TicketState, ticketId } from './ticket.ts';

/** One entry of the ledger: a ticket took units out of what is available, a credit brought some in. */
export const Movement = z.object({
  id: z.string(),
  kind: z.enum(['ticket', 'credit']),
  /** Units: negative for a ticket. */
  change: z.int(),
  /** Where the ticket stands; null for a credit. */
  state: z.nullable(TicketState),
  /** The order or adjustment; a credit names those of its parts. */
  reference: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  actor: z.nullable(z.string()),
  at: z.string(),
  parts: z.array(
    z.object({ id: z.string(), change: z.int(), reason: z.nullable(z.string()), actor: z.nullable(z.string()) }),
  ),
});
export type Movement = z.infer<typeof Movement>;

/** Where a list goes on, for each shard: below this unit of the counter, and below this credit. */
export const Place = z.array(z.tuple([z.int(), z.int()]));
export type Place = z.infer<typeof Place>;

/** Partitions of tickets that one page looks into; a page of a ledger with very long tickets is shorter for it. */
const PAGES = 60;

/** Shards that are read at once. */
const AT_ONCE = 8;

/** The ledger of a variant, newest first: tickets and credits of each shard, each in their own order, merged by time. */
export const listMovements = async (
  stockKey: string,
  limit: number,
  place: Place | undefined,
): Promise<{ items: Movement[]; next: Place | undefined }> => {
  const from = place ?? (await newest(stockKey));
  const rows: Awaited<ReturnType<typeof rowsOf>>[] = [];
  for (let start = 0; start < from.length; start += AT_ONCE) {
    const some = from.slice(start, start + AT_ONCE);
    rows.push(...(await Promise.all(some.map((one, index) => rowsOf(stockKey, start + index, one, limit)))));
  }
  const items = merge(rows.flatMap((row) => [row.tickets.map(row.ofTicket), row.credits.map(row.ofCredit)])).slice(
    0,
    limit,
  );
  const next = rows.map((row) => row.after(items));
  return { items, next: next.every(([unit, credit]) => unit === 0 && credit <= 1) ? undefined : next };
};

const newest = async (stockKey: string): Promise<Place> => {
  const { home, others } = (await readShards(stockKey)) ?? { home: noStock, others: [] };
  const place: Place = [[home.t, home.c + 1]];
  for (const { shard, t, c } of others) place[shard] = [t, c + 1];
  return Array.from(place, (one) => one ?? [0, 1]);
};

/** One shard's part of a page, and where it goes on after what of it was shown. */
const rowsOf = async (stockKey: string, shard: number, [unit, credit]: Place[number], limit: number) => {
  const [{ tickets, scanned }, credits] = await Promise.all([
    ticketsBefore(stockKey, shard, unit, limit),
    creditsBefore(stockKey, shard, credit, limit),
  ]);
  const after = (items: readonly Movement[]): Place[number] => {
    const shown = new Set(items.map(({ id }) => id));
    const [t, c] = [
      tickets.filter((one) => shown.has(ticketId({ shard, from: one.from }))),
      credits.filter(({ k }) => shown.has(creditId(shard, k))),
    ];
    return [
      t.length === tickets.length ? scanned : (t.at(-1)?.from ?? unit),
      credits.length === 0 ? 1 : (c.at(-1)?.k ?? credit),
    ];
  };
  return { tickets, credits, ofTicket: ofTicket(shard), ofCredit: ofCredit(shard), after };
};

const creditId = (shard: number, k: number): string => `credit-${shard}-${k}`;

/** Tickets that begin below `unit`, latest first, and down to which unit that is all of them. */
const ticketsBefore = async (stockKey: string, shard: number, unit: number, limit: number) => {
  const tickets: KeptTicket[] = [];
  let scanned = unit;
  for (let page = 0; page < PAGES && scanned > 0 && tickets.length < limit; page += 1) {
    tickets.push(...(await ticketsUpTo(stockKey, shard, scanned - 1)));
    scanned = bucketOf(scanned - 1) * BUCKET;
  }
  return tickets.length <= limit
    ? { tickets, scanned }
    : { tickets: tickets.slice(0, limit), scanned: tickets[limit - 1]?.from ?? scanned };
};

/** Rows, each in its own order, into one by time. */
const merge = (rows: readonly Movement[][]): Movement[] => {
  const merged: Movement[] = [];
  const left = rows.map((row) => row.values()).map((row) => ({ row, head: row.next().value }));
  for (;;) {
    const first = left.reduce<(typeof left)[number] | undefined>(
      (best, one) => (one.head && (!best?.head || one.head.at > best.head.at) ? one : best),
      undefined,
    );
    if (!first?.head) return merged;
    merged.push(first.head);
    first.head = first.row.next().value;
  }
};

const ofTicket =
  (shard: number) =>
  (ticket: KeptTicket): Movement => ({
    id: ticketId({ shard, from: ticket.from }),
    kind: 'ticket',
    change: -ticket.q,
    state: ticket.state,
    reference: ticket.ref ?? null,
    reason: ticket.reason ?? null,
    actor: ticket.actor ?? null,
    at: ticket.at,
    parts: [],
  });

const ofCredit =
  (shard: number) =>
  (credit: Credit): Movement => {
    const [only, ...others] = credit.parts;
    const single = others.length === 0 ? only : undefined;
    return {
      id: creditId(shard, credit.k),
      kind: 'credit',
      change: credit.q,
      state: null,
      reference: single?.id ?? null,
      reason: single?.reason ?? null,
      actor: single?.actor ?? null,
      at: credit.at,
      parts: credit.parts.map((part) => ({
        id: part.id,
        change: part.q,
        reason: part.reason ?? null,
        actor: part.actor ?? null,
      })),
    };
  };
