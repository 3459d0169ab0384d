import { isoTime, nowMs } from '#lib/clock.ts';
import { ConditionFailed, transact } from '#lib/table.ts';
import { creditHomes } from './credit-shard.ts';
import { endHoldWrite, oweWrite } from './stock-table.ts';
import { type Ticket, ticketId } from './ticket.ts';

/**
 * Releases the held tickets of an order that ended without money, and credits their units; a repeat finds them released
 * and only finishes the crediting.
 * @throws Error when a ticket was claimed or is not this order's: for people to see, nothing is released
 */
export const releaseTickets = async (tickets: readonly Ticket[], ref: string): Promise<void> => {
  for (const ticket of tickets) await release(ticket, ref);
  await creditHomes(tickets);
};

const release = async (ticket: Ticket, ref: string): Promise<void> => {
  const owed = { id: ticketId(ticket), q: ticket.quantity, at: isoTime(nowMs()) };
  try {
    await transact([endHoldWrite(ticket, ref, 'released'), oweWrite(ticket.what, 0, owed)]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const { state, ref: owner } = error.found ?? {};
    if (owner === ref && state === 'released') return;
    throw new Error(
      `release: ticket ${ticket.what} ${ticket.shard} ${ticket.from} is ${state ?? 'absent'}, not held by ${ref}`,
    );
  }
};
