import { isoTime, nowMs, sleep } from '#lib/clock.ts';
import { batchGet } from '#lib/table.ts';
import { readShards } from '../counters/read-shards.ts';
import { allOwed, creditsFrom, ticketsFrom } from '../ledger/stock-table.ts';
import { type Audit, audit, type Difference, type ShardBook } from './audit.ts';
import { sumsAt, sumsFrom } from './audit-table.ts';

/** So long a unit may be on its way: the worst case of the README, four times. */
const STALE_MS = 600_000;
/** What a sale in between explains is gone at the second look. */
const AGAIN_MS = 300;

/** The time that an audit of one thing may take is over. */
export class OutOfTime extends Error {}

/**
 * Audits one thing while it sells: its counters against the sums of its settled ledger and the rows after those. What is
 * read is not one moment; so each difference is looked at twice, and only what is off by the same both times counts.
 *
 * @param until milliseconds since 1970
 * @throws OutOfTime
 */
export const auditStock = async (stockKey: string, until = Number.POSITIVE_INFINITY): Promise<Audit> => {
  const first = await look(stockKey, until);
  if (first.differences.length === 0) return first;
  await sleep(AGAIN_MS);
  const second = await look(stockKey, until);
  const seen = new Set(first.differences.map(nameOf));
  return { ...second, differences: second.differences.filter((one) => seen.has(nameOf(one))) };
};

const nameOf = ({ shard, law, at, found, expected }: Difference): string => `${shard} ${law} ${at} ${found - expected}`;

const look = async (stockKey: string, until: number): Promise<Audit> => {
  const found = await readShards(stockKey);
  if (!found) return audit([], '');
  const counters = [{ ...found.home, shard: 0 }, ...found.others];
  const sums = await batchGet(
    counters.map(({ shard }) => sumsAt(stockKey, shard)),
    { consistent: true },
  );
  const books = counters.map((counter, index): ShardBook => {
    const [shard, settled] = [counter.shard, sumsFrom(sums[index])];
    return {
      shard,
      counter,
      sums: settled,
      tickets: within(ticketsFrom(stockKey, shard, settled.below, counter.t), until),
      credits: within(creditsFrom(stockKey, shard, settled.through + 1), until),
      owed: within(allOwed(stockKey, shard), until),
    };
  });
  return audit(books, isoTime(nowMs() - STALE_MS));
};

/** Passes rows on until the time is over. */
const within = async function* <T>(rows: AsyncIterable<T>, until: number): AsyncGenerator<T> {
  for await (const row of rows) {
    if (nowMs() > until) throw new OutOfTime();
    yield row;
  }
};
