import * as z from 'zod/mini';
import type { Credit } from '../counters/stock.ts';
import { type KeptTicket, TicketState, ticketId } from './ticket.ts';

/** One entry of the ledger: a ticket took units out of what is available, a credit brought some in. */
export const Movement = z.object({
  id: z.string().check(z.describe('The movement’s id in the ledger.')),
  kind: z.enum(['ticket', 'credit']).check(z.describe('A ticket takes units, a credit brings them.')),
  change: z.int().check(z.describe('Units: negative for a ticket.')),
  state: z.nullable(TicketState).check(z.describe('Where the ticket stands; null for a credit.')),
  reference: z.nullable(z.string()).check(z.describe('The order or adjustment; a credit names those of its parts.')),
  reason: z.nullable(z.string()).check(z.describe('Why, where somebody said.')),
  actor: z.nullable(z.string()).check(z.describe('Who did it; null for the system.')),
  at: z.string().check(z.describe('When it was written.')),
  parts: z
    .array(
      z.object({
        id: z.string().check(z.describe('The movement’s id in the ledger.')),
        change: z.int().check(z.describe('Units: negative for a ticket.')),
        reason: z.nullable(z.string()).check(z.describe('Why, where somebody said.')),
        actor: z.nullable(z.string()).check(z.describe('Who did it; null for the system.')),
      }),
    )
    .check(z.describe('What a credit is made of.')),
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
