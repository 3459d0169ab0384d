import { newId } from '#lib/id.ts';
import { get, transact, update, write } from '#lib/table.ts';
import { openStock } from '../counters/open-stock.ts';
import { homeFrom, shardAt, shardKey, table } from '../counters/shard-table.ts';
import { type Credit, type HomeShard, noStock, type Settings } from '../counters/stock.ts';
import { creditsBefore, creditWrite, owedPage, ticketPage } from './stock-table.ts';
import { gapsIn, type KeptTicket } from './ticket.ts';

/** Opens a new variant with stock. For tests. */
export const opened = async (
  quantity: number,
  settings: Settings = { tracked: true, policy: 'deny' },
): Promise<string> => {
  const stockKey = newId('var');
  await openStock(stockKey, { quantity, ...settings });
  return stockKey;
};

/** Reads shard 0 of a thing. For tests. */
export const shardOf = async (stockKey: string): Promise<HomeShard | undefined> =>
  homeFrom(await get(shardAt(stockKey, 0), { consistent: true }));

/** Reads all tickets of shard 0 of a thing. For tests. */
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

/** Reads the states of those tickets, in their order. For tests. */
export const statesOf = async (stockKey: string): Promise<string[]> =>
  (await ticketsOf(stockKey)).map((ticket) => ticket.state);

/** Reads the credits of shard 0, latest first. For tests. */
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

/** For tests: a new variant with so many credits, all but the first of one unit, as a best seller has them. */
export const credited = async (many: number): Promise<string> => {
  const stockKey = await opened(5);
  const at = '2026-01-01T00:10:00.000Z';
  const numbers = Array.from({ length: many - 1 }, (_, index) => index + 2);
  while (numbers.length > 0) {
    const some = numbers.splice(0, 100);
    await transact(some.map((k) => creditWrite(stockKey, 0, { k, q: 1, at, parts: [{ id: `ret_${k}#l`, q: 1, at }] })));
  }
  await write(update(table, shardKey(stockKey, 0), 'SET #n = :n, #c = :c', { n: 4 + many, c: many }));
  return stockKey;
};
