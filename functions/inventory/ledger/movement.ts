import * as z from 'zod/mini';
import type { Credit } from '../counters/stock.ts';
import { type KeptTicket, TicketState, ticketId } from './ticket.ts';

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

const creditId = (shard: number, k: number): string => `credit-${shard}-${k}`;

/** Shows a ticket as an entry of the ledger. */
export const ofTicket =
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

/** Shows a credit as an entry of the ledger; one with a single part under that part’s reference. */
export const ofCredit =
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
