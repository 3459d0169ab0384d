import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { transactIf } from '#lib/table.ts';
import { creditShards } from './credit-shard.ts';
import { oweWrite, ticketWrite } from './stock-table.ts';
import type { Ticket } from './ticket.ts';

/**
 * Gives taken units back whose ticket was not put: an order that was refused, a double click that lost. Where the ticket
 * is there, somebody else decided, and nothing happens. It never throws: what is left undone the sweeper does.
 */
export const giveBack = async (tickets: readonly Ticket[], ref?: string): Promise<void> => {
  for (const ticket of tickets) {
    try {
      if (await voidTicket(ticket, ref)) await creditShards([ticket]);
    } catch (error) {
      log.error('units not given back yet', error, { what: ticket.what, shard: ticket.shard, from: ticket.from });
    }
  }
};

/** Voids a ticket that is not there and owes its units to the shard; answers whether it did. */
export const voidTicket = (ticket: Ticket, ref?: string): Promise<boolean> => {
  const now = nowMs();
  return transactIf([
    ticketWrite(ticket, { state: 'void', ...(ref === undefined ? {} : { ref }), now }),
    oweWrite(ticket.what, ticket.shard, { id: ticketId(ticket), q: ticket.quantity, at: isoTime(now) }),
  ]);
};

/** What the units of an ended ticket are called in the ledger: a ticket ends once, so they are owed once. */
export const ticketId = (ticket: Ticket): string => `ticket-${ticket.shard}-${ticket.from}`;
