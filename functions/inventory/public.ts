/** What other modules may do with stock: take it, hold and ship it in their transaction, give it back, open it, look at it. */
export { openStock } from './counters/open-stock.ts';
export {
  type Availability,
  readAvailability,
  readStockStates,
  stockAt,
  unitsLeft,
} from './counters/read-availability.ts';
export { readLimits } from './counters/read-limits.ts';
export { couponStock, limitStock, type Policy, shortageCode } from './counters/stock.ts';
export { type Taken, takeStock, type Want } from './counters/take-stock.ts';
export type { Shortage } from './counters/take-units.ts';
export { variantIdOf } from './find-variant.ts';
export { giveBack } from './ledger/give-back.ts';
export { creditStock, oweStock } from './ledger/restock.ts';
export { shipWrites } from './ledger/ship-tickets.ts';
export { Ticket } from './ledger/ticket.ts';
export { ticketWrites } from './ledger/ticket-writes.ts';
export { listWholeStock, type WholeStock } from './list-whole-stock.ts';
