import { batchGet, get } from '#lib/table.ts';
import { type HomeShard, noStock, openUnits, positionOf, type Stock, type StockSummary } from './stock.ts';
import { creditAt, creditFrom, homeFrom, marksAt, marksFrom, owedPage, shardAt, ticketPage } from './stock-table.ts';
import type { KeptTicket } from './ticket.ts';

/** A variant by its key and by its name. */
export interface Named {
  readonly variantId: string;
  readonly sku: string;
}

/** Pages of open tickets that one request reads, 64 units each. */
const PAGES = 400;
const OWED = 100;

/** The counters of a variant as a list shows them; nothing where no record was opened. */
export const summaryOf = ({ variantId, sku }: Named, home: HomeShard = noStock): StockSummary => ({
  sku,
  variantId,
  tracked: home.tracked,
  policy: home.policy,
  available: home.tracked ? home.n : null,
  shards: home.shards,
  version: positionOf(home),
});

/** The stock of a variant: its counter, and what the tickets above the low mark say of the rest. Reads what was written. */
export const readStock = async (variant: Named): Promise<Stock> => {
  const what = variant.variantId;
  const [item, marks] = await batchGet([shardAt(what, 0), marksAt(what, 0)], { consistent: true });
  const home = homeFrom(item) ?? noStock;
  const { low } = marksFrom(marks);
  const tickets = await openTickets(what, low, home.t);
  const open = tickets && openUnits(tickets, home.t - low);
  const held = open ? open.held + (await onTheWay(what, home.c)) : null;
  const onHand = held === null || !open || !home.tracked ? null : home.n + held + open.committed;
  return { ...summaryOf(variant, home), onHand, held, committed: open?.committed ?? null };
};

const openTickets = async (what: string, low: number, t: number): Promise<KeptTicket[] | undefined> => {
  const found: KeptTicket[] = [];
  let position = low;
  for (let page = 0; position < t && page < PAGES; page += 1) {
    const { tickets, next } = await ticketPage(what, 0, position, t, { consistent: true });
    found.push(...tickets);
    position = next;
  }
  return position < t ? undefined : found;
};

/** Units between a ticket that ended and the counter: owed, or in a credit that is not counted in yet. */
const onTheWay = async (what: string, c: number): Promise<number> => {
  const waiting = creditFrom(await get(creditAt(what, 0, c + 1), { consistent: true }));
  const owed = await owedPage(what, 0, OWED);
  return owed.reduce((sum, { q }) => sum + q, waiting?.q ?? 0);
};
