import { newId } from '#lib/id.ts';
import { get } from '#lib/table.ts';
import { openStock } from '../counters/open-stock.ts';
import { homeFrom, shardAt } from '../counters/shard-table.ts';
import { type Credit, type HomeShard, noStock, type Settings } from '../counters/stock.ts';
import { creditsBefore, owedPage, ticketPage } from './stock-table.ts';
import { gapsIn, type KeptTicket } from './ticket.ts';

/** For tests: a new variant with stock. */
export const opened = async (
  quantity: number,
  settings: Settings = { tracked: true, policy: 'deny' },
): Promise<string> => {
  const what = newId('var');
  await openStock(what, { quantity, ...settings });
  return what;
};

export const shardOf = async (what: string): Promise<HomeShard | undefined> =>
  homeFrom(await get(shardAt(what, 0), { consistent: true }));

export const ticketsOf = async (what: string): Promise<KeptTicket[]> => {
  const { t } = (await shardOf(what)) ?? noStock;
  const found: KeptTicket[] = [];
  for (let position = 0; position < t; ) {
    const { tickets, next } = await ticketPage(what, 0, position, t, { consistent: true });
    found.push(...tickets);
    position = next;
  }
  return found;
};

export const statesOf = async (what: string): Promise<string[]> =>
  (await ticketsOf(what)).map((ticket) => ticket.state);

export const creditsOf = (what: string): Promise<Credit[]> => creditsBefore(what, 0, 1_000_000, 1000);

/** The law, recomputed from the ledger alone: what is missing from `[0, t)`, and what the counters and the ledger say. */
export const auditOf = async (what: string) => {
  const shard = (await shardOf(what)) ?? noStock;
  const tickets = await ticketsOf(what);
  const credits = await creditsOf(what);
  const owed = await owedPage(what, 0, 100);
  return {
    gaps: gapsIn(tickets, 0, shard.t),
    counted: shard.n + shard.t,
    credited: credits.filter(({ k }) => k <= shard.c).reduce((sum, { q }) => sum + q, 0),
    waiting: credits.filter(({ k }) => k > shard.c).length,
    owed: owed.reduce((sum, { q }) => sum + q, 0),
  };
};
