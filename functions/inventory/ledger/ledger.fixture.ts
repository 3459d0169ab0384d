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
  const stockKey = newId('var');
  await openStock(stockKey, { quantity, ...settings });
  return stockKey;
};

export const shardOf = async (stockKey: string): Promise<HomeShard | undefined> =>
  homeFrom(await get(shardAt(stockKey, 0), { consistent: true }));

export const ticketsOf = async (stockKey: string): Promise<KeptTicket[]> => {
  const { t } = (await shardOf(stockKey)) ?? noStock;
  const found: KeptTicket[] = [];
  for (let position = 0; position < t; ) {
    const { tickets, next } = await ticketPage(stockKey, 0, position, t, { consistent: true });
    found.push(...tickets);
    position = next;
  }
  return found;
};

export const statesOf = async (stockKey: string): Promise<string[]> =>
  (await ticketsOf(stockKey)).map((ticket) => ticket.state);

export const creditsOf = (stockKey: string): Promise<Credit[]> => creditsBefore(stockKey, 0, 1_000_000, 1000);

/** The law, recomputed from the ledger alone: what is missing from `[0, t)`, and what the counters and the ledger say. */
export const auditOf = async (stockKey: string) => {
  const shard = (await shardOf(stockKey)) ?? noStock;
  const tickets = await ticketsOf(stockKey);
  const credits = await creditsOf(stockKey);
  const owed = await owedPage(stockKey, 0, 100);
  return {
    gaps: gapsIn(tickets, 0, shard.t),
    counted: shard.n + shard.t,
    credited: credits.filter(({ k }) => k <= shard.c).reduce((sum, { q }) => sum + q, 0),
    waiting: credits.filter(({ k }) => k > shard.c).length,
    owed: owed.reduce((sum, { q }) => sum + q, 0),
  };
};
