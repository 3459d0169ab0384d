import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { transactIf } from '#lib/table.ts';
import { creditShard } from './credit-shard.ts';
import { oweWrite, ticketWrite } from './stock-table.ts';
import { type Ticket, ticketId } from './ticket.ts';

/**
 * Gives taken units back whose ticket was not put: an order that was refused, a double click that lost. Where the
 * ticket is there, its state stands and nothing happens. It never throws: the sweeper does what is left undone.
 */
export const giveBack = async (tickets: readonly Ticket[], ref?: string): Promise<void> => {
  await Promise.all(
    tickets.map(async (ticket) => {
      try {
        if (await voidTicket(ticket, ref)) await creditShard(ticket.what, 0, ticketId(ticket));
      } catch (error) {
        log.error('units not given back yet', error, { stockKey: ticket.what, shard: ticket.shard, from: ticket.from });
      }
    }),
  );
};

/**
 * Voids a ticket that is not there and owes its units; answers whether it did. Whatever comes back comes back to shard 0:
 * so an empty shard stays empty until something leaves shard 0, which `ep` counts.
 */
export const voidTicket = (ticket: Ticket, ref?: string): Promise<boolean> => {
  const now = nowMs();
  return transactIf([
    ticketWrite(ticket, { state: 'void', ...(ref === undefined ? {} : { ref }), now }),
    oweWrite(ticket.what, 0, { id: ticketId(ticket), q: ticket.quantity, at: isoTime(now) }),
  ]);
};
