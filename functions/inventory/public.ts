/** What other modules may do with stock: take it, hold and ship it in their transaction, give it back, open it, look at it. */
export { giveBack } from './give-back.ts';
export { openStock } from './open-stock.ts';
export { type Availability, readAvailability } from './read-availability.ts';
export { creditStock, oweStock } from './restock.ts';
export { shipWrites } from './ship-tickets.ts';
export { couponStock, limitStock, type Policy, shortageCode } from './stock.ts';
export { type Taken, takeStock, type Want } from './take-stock.ts';
export type { Shortage } from './take-units.ts';
export { Ticket } from './ticket.ts';
export { ticketWrites } from './ticket-writes.ts';
