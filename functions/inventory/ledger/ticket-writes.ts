import { nowMs } from '#lib/clock.ts';
import type { Item, Write } from '#lib/table.ts';
import { ticketWrite } from './stock-table.ts';
import type { Ticket } from './ticket.ts';

/**
 * Makes the writes that put tickets as held, for the transaction of the order `ref` that they belong to. They are refused when
 * a ticket is there already: the units were taken back while the caller was paused, and have to be taken anew.
 *
 * @param refused what that refusal is called in the caller's words; without it, ConditionFailed
 */
export const ticketWrites = (
  tickets: readonly Ticket[],
  ref: string,
  refused?: (found: Item | undefined) => Error,
): Write[] => {
  const now = nowMs();
  return tickets.map((ticket) => ticketWrite(ticket, { state: 'held', ref, now }, refused));
};
