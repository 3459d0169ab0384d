import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { readShards } from '../counters/read-shards.ts';
import type { Shard } from '../counters/stock.ts';
import { allCredits, allOwed, ticketPage } from '../ledger/stock-table.ts';
import type { KeptTicket } from '../ledger/ticket.ts';
import { type Audit, audit, type ShardBook } from './audit.ts';

/** So long a unit may be on its way: the worst case of the README, four times. */
const STALE_MS = 600_000;
/** What a sale in between explains is gone at the second look. */
const AGAIN_MS = 300;

/** One thing's books, too large for the pages that were allowed. */
export class TooLarge extends Error {}

/**
 * Audits one thing while it sells: its counters against its tickets and credits. What is read is not one moment; so each
 * difference is looked at twice, and only what is still there counts.
 *
 * @param most pages of 64 units, and entries of a partition, that it may read
 * @throws TooLarge
 */
export const auditStock = async (stockKey: string, most = 1_000_000): Promise<Audit> => {
  const first = await look(stockKey, most);
  if (first.differences.length === 0) return first;
  await sleep(AGAIN_MS);
  const second = await look(stockKey, most);
  const seen = new Set(first.differences.map((one) => JSON.stringify(one)));
  return { ...second, differences: second.differences.filter((one) => seen.has(JSON.stringify(one))) };
};

const look = async (stockKey: string, most: number): Promise<Audit> => {
  const found = await readShards(stockKey);
  if (!found) return audit([], '');
  const pages = { left: most };
  const shards = [{ ...found.home, shard: 0 }, ...found.others];
  // Tickets first, then what is owed, then credits: an ended ticket's units are met in one of them, however they move on.
  const tickets: KeptTicket[][] = [];
  for (const shard of shards) tickets.push(await ticketsOf(stockKey, shard, pages));
  const owed: Awaited<ReturnType<typeof allOwed>>[] = [];
  for (const { shard } of shards) owed.push(await allOwed(stockKey, shard, most));
  const books: ShardBook[] = [];
  for (const [index, counter] of shards.entries()) {
    const credits = await allCredits(stockKey, counter.shard, most);
    // What went into a credit between the two looks is in both, and is one.
    const inCredits = new Set(credits.flatMap(({ parts }) => parts.map(({ id }) => id)));
    books.push({
      shard: counter.shard,
      counter,
      tickets: tickets[index] ?? [],
      owed: (owed[index] ?? []).filter(({ id }) => !inCredits.has(id)),
      credits,
    });
  }
  return audit(books, isoTime(nowMs() - STALE_MS));
};

const ticketsOf = async (
  stockKey: string,
  { shard, t }: Shard & { readonly shard: number },
  pages: { left: number },
): Promise<KeptTicket[]> => {
  const found: KeptTicket[] = [];
  for (let position = 0; position < t; pages.left -= 1) {
    if (pages.left <= 0) throw new TooLarge(`too many tickets of ${stockKey}`);
    const { tickets, next } = await ticketPage(stockKey, shard, position, t, { consistent: true });
    found.push(...tickets);
    position = next;
  }
  return found;
};
