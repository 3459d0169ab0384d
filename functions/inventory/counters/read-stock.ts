import { batchGet, get } from '#lib/table.ts';
import { creditAt, creditFrom, marksAt, marksFrom, owedPage, ticketPage } from '../ledger/stock-table.ts';
import type { KeptTicket } from '../ledger/ticket.ts';
import { readShards, type Shards } from './read-shards.ts';
import { noStock, openUnits, type Stock, type StockSummary, unitsIn, versionOf } from './stock.ts';

/** A variant by its key and by its name. */
export interface Named {
  readonly variantId: string;
  readonly sku: string;
}

/** Pages of open tickets that one request reads, 64 units each, over all shards. */
const PAGES = 400;
const OWED = 100;
/** Shards that are looked through at once. */
const AT_ONCE = 8;
const nothing: Shards = { home: noStock, others: [] };

/** The counters of a variant as a list shows them; nothing where no record was opened. */
export const summaryOf = ({ variantId, sku }: Named, { home, others }: Shards = nothing): StockSummary => ({
  sku,
  variantId,
  tracked: home.tracked,
  policy: home.policy,
  available: home.tracked ? unitsIn([home, ...others]) : null,
  shards: home.shards,
  purchaseLimit: home.purchaseLimit ?? null,
  version: versionOf([home, ...others]),
});

/** The stock of a variant: its counters, and what the tickets above the low marks say of the rest. Reads what was written. */
export const readStock = async (variant: Named): Promise<Stock> => {
  const stockKey = variant.variantId;
  const shards = (await readShards(stockKey)) ?? nothing;
  const { home, others } = shards;
  const all = [{ ...home, shard: 0 }, ...others];
  const marks = await batchGet(
    all.map(({ shard }) => marksAt(stockKey, shard)),
    { consistent: true },
  );
  const pages = { left: PAGES };
  const parts: ({ held: number; committed: number } | undefined)[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const some = all.slice(start, start + AT_ONCE);
    const work = some.map((shard, index) => inside(stockKey, shard, marksFrom(marks[start + index]).low, pages));
    parts.push(...(await Promise.all(work)));
  }
  const sum = sumOf(parts);
  const onHand = sum && home.tracked ? unitsIn(all) + sum.held + sum.committed : null;
  return { ...summaryOf(variant, shards), onHand, held: sum?.held ?? null, committed: sum?.committed ?? null };
};

/** Units of one shard that are neither free nor gone; nothing when there are too many tickets to count. */
const inside = async (
  stockKey: string,
  { shard, t, c }: { readonly shard: number; readonly t: number; readonly c: number },
  low: number,
  pages: { left: number },
) => {
  const tickets = await openTickets(stockKey, shard, low, t, pages);
  if (!tickets) return undefined;
  const { held, committed } = openUnits(tickets, t - low);
  return { held: held + (await onTheWay(stockKey, shard, c)), committed };
};

const openTickets = async (stockKey: string, shard: number, low: number, t: number, pages: { left: number }) => {
  const found: KeptTicket[] = [];
  let position = low;
  for (; position < t && pages.left > 0; pages.left -= 1) {
    const { tickets, next } = await ticketPage(stockKey, shard, position, t, { consistent: true });
    found.push(...tickets);
    position = next;
  }
  return position < t ? undefined : found;
};

/** Units between a ticket that ended and the counter: owed, or in a credit that is not counted in yet. */
const onTheWay = async (stockKey: string, shard: number, c: number): Promise<number> => {
  const waiting = creditFrom(await get(creditAt(stockKey, shard, c + 1), { consistent: true }));
  const owed = await owedPage(stockKey, shard, OWED);
  return owed.reduce((sum, { q }) => sum + q, waiting?.q ?? 0);
};

const sumOf = (parts: readonly ({ held: number; committed: number } | undefined)[]) => {
  let [held, committed] = [0, 0];
  for (const part of parts) {
    if (!part) return undefined;
    held += part.held;
    committed += part.committed;
  }
  return { held, committed };
};
