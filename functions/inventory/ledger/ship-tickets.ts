import type { Write } from '#lib/table.ts';
import { shipWrite } from './stock-table.ts';
import type { Ticket } from './ticket.ts';

/**
 * Makes the writes by which the next `units` sold units of one thing leave the tickets of the order `ref`, for the transaction in
 * which the order counts them: sent to the buyer, or called off after payment (then what goes back on the shelf is a
 * credit of its own, see `oweStock`). A ticket counts up to its quantity and is `shipped` when all have left.
 *
 * @param tickets the order's tickets, in the order's own order, which never changes once it is paid
 * @param before how many units of one thing have left so far, by the order's own count: the condition of the write, so that
 *   the same shipment counts once
 * @throws Error when the tickets do not hold so many: the order counts what it does not have
 */
export const shipWrites = (
  tickets: readonly Ticket[],
  ref: string,
  { what: stockKey, before, units }: { readonly what: string; readonly before: number; readonly units: number },
): Write[] => {
  const writes: Write[] = [];
  let [start, left] = [0, units];
  for (const ticket of tickets.filter((one) => one.what === stockKey)) {
    const gone = Math.min(ticket.quantity, Math.max(0, before - start));
    const now = Math.min(ticket.quantity - gone, left);
    if (now > 0) writes.push(shipWrite(ticket, ref, gone, now));
    start += ticket.quantity;
    left -= now;
  }
  if (left > 0) throw new Error(`ship: the tickets of ${ref} hold ${units - left} of ${units} units of ${stockKey}`);
  return writes;
};
