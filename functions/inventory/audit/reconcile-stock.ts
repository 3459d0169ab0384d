import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { alarmed } from '#lib/metric.ts';
import { sendMessages } from '#lib/send.ts';
import { get, writeIf } from '#lib/table.ts';
import { readShards } from '../counters/read-shards.ts';
import { LISTS, type ListOf, listPage } from '../counters/shard-table.ts';
import { type Turn, turnAt, turnFrom, turnWrite } from '../ledger/stock-table.ts';
import { SWEEP_AFTER_SECONDS, SweepShard } from '../messages.ts';
import type { Audit } from './audit.ts';
import { auditStock, TooLarge } from './audit-stock.ts';

/** Pages of 64 units of one thing that a run of the schedule reads; larger books are for `npm run reconcile`. */
const MOST = 4_000;
const PAGE = 50;
const lists: readonly (readonly [ListOf, number])[] = (['stock', 'counted'] as const).flatMap((of) =>
  Array.from({ length: LISTS }, (_, list) => [of, list] as const),
);

/** Everything that is counted, page by page: variants, then coupons and limits. */
export const allCounted = async function* (from: { list: number; after?: string | undefined } = { list: 0 }) {
  let { after } = from;
  for (let list = from.list; list < lists.length; list += 1) {
    const [of, number] = lists[list] ?? ['stock', 0];
    for (;;) {
      const page = await listPage(number, after, PAGE, of);
      for (const stockKey of page) yield { list, stockKey };
      after = page.at(-1);
      if (page.length < PAGE) break;
    }
    after = undefined;
  }
};

/**
 * Audits as much of the stock as fits the time and goes on from there at the next run, round and round. A difference is an
 * alarm; what is still on its way is asked to be swept, should a message have been lost.
 *
 * @param milliseconds it stops before the next thing when so much time has passed
 * @returns how many things it looked at, and how many of them differ
 */
export const reconcileStock = async (milliseconds = 40_000): Promise<{ looked: number; differing: number }> => {
  const until = nowMs() + milliseconds;
  const turn = turnFrom(await get(turnAt, { consistent: true }));
  const result = { looked: 0, differing: 0 };
  let next: Turn = { turn: turn.turn + 1, list: 0 };
  for await (const { list, stockKey } of allCounted(turn)) {
    if (await one(stockKey)) result.differing += 1;
    result.looked += 1;
    if (nowMs() < until) continue;
    next = { turn: turn.turn + 1, list, after: stockKey };
    break;
  }
  await writeIf(turnWrite(next));
  log.info('stock audited', result);
  return result;
};

/** Answers whether something is wrong with one thing. */
const one = async (stockKey: string): Promise<boolean> => {
  let found: Audit;
  try {
    found = await auditStock(stockKey, MOST);
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    log.warn('too many tickets for the schedule: npm run reconcile', { stockKey });
    return false;
  }
  if (found.onTheWay > 0) await sweep(stockKey);
  for (const difference of found.differences)
    alarmed('StockDifference', 'stock differs', difference.law, { stockKey, ...difference });
  return found.differences.length > 0;
};

const sweep = async (stockKey: string): Promise<void> => {
  const shards = await readShards(stockKey);
  if (!shards) return;
  const all = [{ ...shards.home, shard: 0 }, ...shards.others];
  // As late as the stream's: a take of this very moment keeps its time.
  await sendMessages(
    SweepShard,
    all.map(({ shard, t }) => ({ what: stockKey, shard, to: t })),
    { delaySeconds: SWEEP_AFTER_SECONDS },
  );
};
