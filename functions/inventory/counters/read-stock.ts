import { batchGet } from '#lib/table.ts';
import { scope } from '#lib/trace.ts';
import { marksAt, marksFrom } from '../audit/audit-table.ts';
import { creditAt, creditFrom, owedPage, ticketPage, ticketsAt } from '../ledger/stock-table.ts';
import type { KeptTicket } from '../ledger/ticket.ts';
import type { Shards } from './read-shards.ts';
import { homeFrom, shardAt, shardFrom } from './shard-table.ts';
import { type HomeShard, noStock, openUnits, type Stock, type StockSummary, unitsIn, versionOf } from './stock.ts';

/** A variant by its key and by its name. */
export interface Named {
  readonly variantId: string;
  readonly sku: string;
}

/** Calls to the table that a request makes in all, where its answer can do with less. */
const MOST_CALLS = 12;
/** Two tell the counters and one page of tickets, two more what is on its way. */
const LEAST_CALLS = 4;
/** Keys of one batch. */
const MOST_KEYS = 100;
/** Entries of what is owed that are added up. */
const OWED = 100;
const nothing: Shards = { home: noStock, others: [] };

/** Shows the counters of a variant as a list does; nothing where no record was opened. */
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

/**
 * Reads the stock of a variant: its counters, and what the tickets above the low marks say of the rest. It makes the calls
 * that are left of the request's twelve, or as many as it is told; where more tickets are open than that, held, committed
 * and on hand are null.
 *
 * @param isCredited what was owed has just been counted in: nothing is looked for on its way
 */
export const readStock = async (
  variant: Named,
  { isCredited = false, calls: most }: { readonly isCredited?: boolean; readonly calls?: number } = {},
): Promise<Stock> => {
  const stockKey = variant.variantId;
  const least = isCredited ? LEAST_CALLS - 2 : LEAST_CALLS;
  const calls = { left: most ?? Math.max(least, MOST_CALLS - (scope()?.meter.calls ?? 0)) };
  const { home, all } = await readMarked(stockKey, calls);
  const waiting = isCredited ? 0 : await onTheWay(stockKey, home, all, calls);
  const open = waiting === undefined ? undefined : await openOf(stockKey, all, calls);
  const sum = open && { held: open.held + (waiting ?? 0), committed: open.committed };
  const onHand = sum && home.tracked ? unitsIn(all) + sum.held + sum.committed : null;
  const summary = summaryOf(variant, { home, others: all.slice(1) });
  return { ...summary, onHand, held: sum?.held ?? null, committed: sum?.committed ?? null };
};

interface Calls {
  left: number;
}
type Marked = Shards['others'][number] & { readonly low: number };

/** All shards with their low marks, shard 0 first; none where no record was opened. */
const readMarked = async (stockKey: string, calls: Calls): Promise<{ home: HomeShard; all: Marked[] }> => {
  const [item, mark] = await readPairs(stockKey, [0], calls);
  const home = homeFrom(item);
  if (!home) return { home: noStock, all: [] };
  const numbers = Array.from({ length: home.top - 1 }, (_, index) => index + 1);
  const items = numbers.length === 0 ? [] : await readPairs(stockKey, numbers, calls);
  const others = numbers.flatMap((shard, index) => {
    const found = shardFrom(items[2 * index]);
    return found ? [{ ...found, shard, low: marksFrom(items[2 * index + 1]).low }] : [];
  });
  return { home, all: [{ ...home, shard: 0, low: marksFrom(mark).low }, ...others] };
};

/** The counter and the marks of each shard, one behind the other. */
const readPairs = (stockKey: string, numbers: readonly number[], calls: Calls) => {
  const refs = numbers.flatMap((shard) => [shardAt(stockKey, shard), marksAt(stockKey, shard)]);
  calls.left -= Math.ceil(refs.length / 100);
  return batchGet(refs, { consistent: true });
};

/** Units of the tickets above the low marks that are neither free nor gone; nothing when too many are open. */
const openOf = async (stockKey: string, all: readonly Marked[], calls: Calls) => {
  const open = all.filter(({ low, t }) => t > low);
  const units = open.reduce((total, { low, t }) => total + t - low, 0);
  // A ticket begins at a unit: where few units lie over many shards, each of them is asked for by its key.
  if (Math.ceil(units / MOST_KEYS) < open.length) {
    if (units > MOST_KEYS * calls.left) return undefined;
    return openUnits(await ticketsAt(stockKey, open), units);
  }
  const sum = { held: 0, committed: 0 };
  if (open.length > calls.left) return undefined;
  for (const { shard, low, t } of open) {
    const tickets: KeptTicket[] = [];
    for (let position = low; position < t; calls.left -= 1) {
      if (calls.left <= 0) return undefined;
      const page = await ticketPage(stockKey, shard, position, t, { consistent: true });
      tickets.push(...page.tickets);
      position = page.next;
    }
    const { held, committed } = openUnits(tickets, t - low);
    sum.held += held;
    sum.committed += committed;
  }
  return sum;
};

/**
 * Adds up the units between a ticket that ended and the counter: owed, or in a credit that is not counted in yet. They are
 * at shard 0, or where its move in transit goes: nothing else brings units to another shard.
 */
const onTheWay = async (
  stockKey: string,
  home: HomeShard,
  all: readonly Marked[],
  calls: Calls,
): Promise<number | undefined> => {
  const places = all.filter(({ shard }) => shard === 0 || shard === home.md);
  if (places.length === 0) return 0;
  calls.left -= 1 + places.length;
  const credits = await batchGet(
    places.map(({ shard, c }) => creditAt(stockKey, shard, c + 1)),
    { consistent: true },
  );
  const owed = await Promise.all(places.map(({ shard }) => owedPage(stockKey, shard, OWED)));
  if (owed.some((page) => page.length === OWED)) return undefined;
  const waiting = credits.reduce((sum, item) => sum + (creditFrom(item)?.q ?? 0), 0);
  return owed.flat().reduce((sum, { q }) => sum + q, waiting);
};
