import * as z from 'zod/mini';

/**
 * Tickets: a take of `quantity` units at shard counter `from` is the ticket `[from, from + quantity)`. The ticket's item
 * is the arbiter of everything that happens to those units later: the first put decides. `what` is the stock key
 * under its stored name: orders keep tickets in their items and in facts that were published, which do not change.
 */
export const Ticket = z.object({ what: z.string(), shard: z.int(), from: z.int(), quantity: z.int() });
export type Ticket = z.infer<typeof Ticket>;

export const TicketState = z.enum(['held', 'claimed', 'shipped', 'released', 'void', 'moved', 'adjusted']);
export type TicketState = z.infer<typeof TicketState>;

/** Where a ticket may go; `absent` is a take whose ticket is not put yet. What is not here is a broken promise. */
export const transitions = {
  absent: ['held', 'void', 'moved', 'adjusted'],
  held: ['claimed', 'shipped', 'released'],
  claimed: ['shipped'],
  shipped: [],
  released: [],
  void: [],
  moved: [],
  adjusted: [],
} as const satisfies Record<'absent' | TicketState, readonly TicketState[]>;

/** Tells whether nothing follows a state: below the low mark every ticket is in one of these. */
export const isFinal = (state: TicketState): boolean => transitions[state].length === 0;

/** A ticket as it is kept. `q` units from `from` on; `ref` is the order (or the adjustment) it belongs to. */
export const KeptTicket = z.object({
  from: z.int(),
  q: z.int(),
  state: TicketState,
  ref: z.optional(z.string()),
  /** Of a sold ticket: units that have left so far, up to `q`. */
  shipped: z.optional(z.int()),
  at: z.string(),
  reason: z.optional(z.string()),
  actor: z.optional(z.string()),
});
export type KeptTicket = z.infer<typeof KeptTicket>;

/** Names the units of an ended ticket in the ledger: a ticket ends once, so they are owed once. */
export const ticketId = ({ shard, from }: Pick<Ticket, 'shard' | 'from'>): string => `ticket-${shard}-${from}`;

/** Answers the unit behind a ticket’s last one. */
export const endOf = (ticket: { readonly from: number; readonly q: number }): number => ticket.from + ticket.q;

/** Units of one shard's counter that share a partition of tickets: a hot variant spreads by itself. */
export const BUCKET = 64;
/** Numbers the bucket, `BUCKET` units of one partition, that a ticket beginning at `position` lies in. */
export const bucketOf = (position: number): number => Math.floor(position / BUCKET);

/** Units `[from, to)` that no ticket covers. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * What is missing between `from` and `to` in a row of tickets (ascending by `from`; those that end below are passed).
 * @throws Error when two tickets overlap: the law "tickets tile `[0, t)`" is broken
 */
export const gapsIn = (tickets: Iterable<Pick<KeptTicket, 'from' | 'q'>>, from: number, to: number): Gap[] => {
  const gaps: Gap[] = [];
  let position = from;
  let last = 0;
  for (const ticket of tickets) {
    if (ticket.from < last) throw new Error(`tickets overlap at unit ${ticket.from}`);
    last = endOf(ticket);
    if (last <= from) continue;
    if (ticket.from >= to) break;
    if (ticket.from > position) gaps.push({ from: position, to: ticket.from });
    position = last;
  }
  if (position < to) gaps.push({ from: position, to });
  return gaps;
};
