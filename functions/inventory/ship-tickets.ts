import { ConditionFailed, write } from '#lib/table.ts';
import { claimTickets } from './claim-tickets.ts';
import { shipWrite } from './stock-table.ts';
import type { Ticket } from './ticket.ts';

/**
 * Counts the units of sold tickets that left the house: each ticket with the number `shipped` of it so far, not what is
 * new, so a repeat or a late call changes nothing. A ticket of which all left is final.
 *
 * @param ref the order that the tickets belong to; one that was not claimed yet is claimed
 * @throws Error when a ticket is not this order's: for people to see
 */
export const shipTickets = async (
  tickets: readonly (Ticket & { readonly shipped: number })[],
  ref: string,
): Promise<void> => {
  for (const { shipped, ...ticket } of tickets) {
    if (!Number.isSafeInteger(shipped) || shipped < 0 || shipped > ticket.quantity) {
      throw new Error(`ship: ${shipped} of ${ticket.quantity} units`);
    }
    if (shipped > 0 && !(await ship(ticket, ref, shipped))) {
      await claimTickets([ticket], ref);
      await ship(ticket, ref, shipped);
    }
  }
};

/** Answers false for a ticket that is not claimed yet; one that counts as many already is as it should be. */
const ship = async (ticket: Ticket, ref: string, shipped: number): Promise<boolean> => {
  try {
    await write(shipWrite(ticket, ref, shipped));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const { ref: owner, state, shipped: already = 0 } = error.found ?? {};
    return owner === ref && (state === 'shipped' || (state === 'claimed' && Number(already) >= shipped));
  }
};
