import { nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { alarmed } from '#lib/metric.ts';
import { isConflict, isTransient } from '#lib/retryable-error.ts';
import { sendMessages } from '#lib/send.ts';
import { get, writeIf } from '#lib/table.ts';
import { readShards, type Shards } from '../counters/read-shards.ts';
import { LISTS, type ListOf, listPage } from '../counters/shard-table.ts';
import { SWEEP_AFTER_SECONDS, SweepShard } from '../messages.ts';
import { auditStock, OutOfTime } from './audit-stock.ts';
import { type Turn, turnAt, turnFrom, turnWrite } from './audit-table.ts';
import { raiseSums } from './raise-sums.ts';

const PAGE = 50;
const lists: readonly (readonly [ListOf, number])[] = (['stock', 'counted'] as const).flatMap((of) =>
  Array.from({ length: LISTS }, (_, list) => [of, list] as const),
);

/** Lists everything that is counted, page by page: variants, then coupons and limits. */
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

/** How long a run may take: when it begins no further thing, and when it leaves the one it is at, in milliseconds. */
export interface Time {
  readonly begin: number;
  readonly end: number;
}

/**
 * Audits as much of the stock as fits the time and goes on from there at the next run, round and round. The sums of each
 * thing's settled ledger are raised first; a run that has no time for all of it goes on there, and nothing holds up what
 * comes after it: what cannot be audited is an alarm, as a difference is. What is on its way is asked to be swept, should
 * a message have been lost.
 *
 * @returns how many things it looked at, and how many of them differ
 */
export const reconcileStock = async (
  time: Time = { begin: 40_000, end: 90_000 },
): Promise<{ looked: number; differing: number }> => {
  const start = nowMs();
  const turn = turnFrom(await get(turnAt, { consistent: true }));
  const result = { looked: 0, differing: 0 };
  let next: Turn = { turn: turn.turn + 1, list: 0 };
  let before: Omit<Turn, 'turn'> = turn;
  for await (const { list, stockKey } of allCounted(turn)) {
    const found = await one(stockKey, start + time.end, result.looked === 0);
    if (found === 'more') {
      next = { ...before, turn: turn.turn + 1 };
      break;
    }
    if (found === 'differs') result.differing += 1;
    result.looked += 1;
    before = { list, after: stockKey };
    if (nowMs() < start + time.begin) continue;
    next = { turn: turn.turn + 1, list, after: stockKey };
    break;
  }
  await writeIf(turnWrite(next));
  log.info('stock audited', result);
  return result;
};

/** Audits one thing; `more`: it is left to the next run, which begins with it. */
const one = async (stockKey: string, until: number, isFirst: boolean): Promise<'right' | 'differs' | 'more'> => {
  try {
    const shards = await readShards(stockKey);
    if (!shards) return 'right';
    for (const { shard, c } of everyShard(shards)) if (!(await raiseSums(stockKey, shard, c, until))) return 'more';
    const { differences, onTheWay } = await auditStock(stockKey, until);
    if (onTheWay > 0) await sweep(stockKey, shards);
    for (const difference of differences)
      alarmed('StockDifference', 'stock differs', difference.law, { stockKey, ...difference });
    return differences.length > 0 ? 'differs' : 'right';
  } catch (error) {
    if (isTransient(error) || isConflict(error)) throw error;
    if (error instanceof OutOfTime && !isFirst) return 'more';
    // A row that cannot be read, or more open tickets than a run has time for: the others are audited all the same.
    const message = error instanceof OutOfTime ? 'too much is open to audit: npm run reconcile' : 'stock not audited';
    alarmed('StockDifference', message, error, { stockKey });
    return 'differs';
  }
};

const everyShard = ({ home, others }: Shards) => [{ ...home, shard: 0 }, ...others];

/** Asks for sweeps as late as the stream does: a take of this very moment keeps its time. */
const sweep = (stockKey: string, shards: Shards): Promise<void> =>
  sendMessages(
    SweepShard,
    everyShard(shards).map(({ shard, t }) => ({ what: stockKey, shard, to: t })),
    { delaySeconds: SWEEP_AFTER_SECONDS },
  );
