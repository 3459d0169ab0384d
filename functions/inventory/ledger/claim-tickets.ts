import { ConditionFailed, write } from '#lib/table.ts';
import { endHoldWrite } from './stock-table.ts';
import type { Ticket } from './ticket.ts';

/**
 * Claims the held tickets of a paid order; a repeat changes nothing.
 * @throws Error when a ticket is not this order's any more: paid without units is a broken promise, for people to see
 */
export const claimTickets = async (tickets: readonly Ticket[], ref: string): Promise<void> => {
  for (const ticket of tickets) {
    try {
      await write(endHoldWrite(ticket, ref, 'claimed'));
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const { state, ref: owner } = error.found ?? {};
      if (owner === ref && (state === 'claimed' || state === 'shipped')) continue;
      throw new Error(
        `claim: ticket ${ticket.what} ${ticket.shard} ${ticket.from} is ${state ?? 'absent'}, not held by ${ref}`,
      );
    }
  }
};
