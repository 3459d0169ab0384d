import * as z from 'zod/mini';
import { get } from '#lib/table.ts';
import { type Credit, noStock } from './stock.ts';
import { creditsBefore, homeFrom, shardAt, ticketsUpTo } from './stock-table.ts';
import { BUCKET, bucketOf, type KeptTicket, TicketState } from './ticket.ts';

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

/** Where a list goes on: below this unit of the counter, and below this credit. */
export const Place = z.object({ unit: z.int(), credit: z.int() });
export type Place = z.infer<typeof Place>;

/** Partitions of tickets that one page looks into; a page of a ledger with very long tickets is shorter for it. */
const PAGES = 60;

/** The ledger of a variant, newest first: tickets and credits, each in their own order, merged by time. */
export const listMovements = async (
  what: string,
  limit: number,
  place: Place | undefined,
): Promise<{ items: Movement[]; next: Place | undefined }> => {
  const from = place ?? (await newest(what));
  const [{ tickets, scanned }, credits] = await Promise.all([
    ticketsBefore(what, from.unit, limit),
    creditsBefore(what, 0, from.credit, limit),
  ]);
  const all = merge(tickets.map(ofTicket), credits.map(ofCredit)).slice(0, limit);
  const shown = { tickets: all.filter(({ kind }) => kind === 'ticket').length, credits: 0 };
  shown.credits = all.length - shown.tickets;
  const unit = shown.tickets === tickets.length ? scanned : (tickets[shown.tickets - 1]?.from ?? from.unit);
  const credit = credits[shown.credits - 1]?.k ?? from.credit;
  const over = unit === 0 && (credit <= 1 || credits.length === 0);
  return { items: all, next: over ? undefined : { unit, credit } };
};

const newest = async (what: string): Promise<Place> => {
  const { t, c } = homeFrom(await get(shardAt(what, 0), { consistent: true })) ?? noStock;
  return { unit: t, credit: c + 1 };
};

/** Tickets that begin below `unit`, latest first, and down to which unit that is all of them. */
const ticketsBefore = async (what: string, unit: number, limit: number) => {
  const tickets: KeptTicket[] = [];
  let scanned = unit;
  for (let page = 0; page < PAGES && scanned > 0 && tickets.length < limit; page += 1) {
    tickets.push(...(await ticketsUpTo(what, 0, scanned - 1)));
    scanned = bucketOf(scanned - 1) * BUCKET;
  }
  return tickets.length <= limit
    ? { tickets, scanned }
    : { tickets: tickets.slice(0, limit), scanned: tickets[limit - 1]?.from ?? scanned };
};

/** Two rows, each in its own order, into one by time. */
const merge = (tickets: Movement[], credits: Movement[]): Movement[] => {
  const merged: Movement[] = [];
  let [t, c] = [0, 0];
  for (;;) {
    const [ticket, credit] = [tickets[t], credits[c]];
    if (!ticket && !credit) return merged;
    if (ticket && (!credit || ticket.at >= credit.at)) {
      merged.push(ticket);
      t += 1;
    } else if (credit) {
      merged.push(credit);
      c += 1;
    }
  }
};

const ofTicket = (ticket: KeptTicket): Movement => ({
  id: `ticket-0-${ticket.from}`,
  kind: 'ticket',
  change: -ticket.q,
  state: ticket.state,
  reference: ticket.ref ?? null,
  reason: ticket.reason ?? null,
  actor: ticket.actor ?? null,
  at: ticket.at,
  parts: [],
});

const ofCredit = (credit: Credit): Movement => {
  const [only, ...others] = credit.parts;
  const single = others.length === 0 ? only : undefined;
  return {
    id: `credit-0-${credit.k}`,
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
