import { sleep } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { busy } from '#lib/refusals.ts';
import { isConflict, isTransient } from '#lib/retryable-error.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { ConditionFailed, type Item, write } from '#lib/table.ts';
import { creditShard } from '../ledger/credit-shard.ts';
import { drainShard, help } from '../ledger/move-units.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { readHome, readOthers, type Shards } from './read-shards.ts';
import { hinted, noteLeft, remember } from './shard-hints.ts';
import { dryWrite, homeFrom, takeWrite } from './shard-table.ts';
import { type HomeShard, isAlone, moveOf, unitsIn } from './stock.ts';

/** What could not be had, and how many were seen to be left. */
export interface Shortage {
  readonly stockKey: string;
  readonly available: number;
}
/** A shortage with the image of shard 0 that proves it; none where no record was opened. */
export interface Refused extends Shortage {
  readonly home: HomeShard | undefined;
}
/** A ticket, and what the shard's counter says after it. */
export interface UnitsTaken {
  readonly ticket: Ticket;
  readonly left: number;
  /** Of a limit's stock: the limit that its credits add up to. */
  readonly limit: number | undefined;
  /** What one customer may have of it. */
  readonly purchaseLimit: number | undefined;
}
interface Options {
  /** Whose take it is. */
  readonly ref?: string | undefined;
  /** Told in the version. */
  readonly adjusting?: boolean;
}

const ROUNDS = 30;

/**
 * Takes units of one thing from one of its shards, as one ticket. A refusal is a proof: there was a moment at which all
 * shards together had fewer. Units that lie apart are brought together first.
 *
 * @throws Refusal 503 `try-again` when the table is throttled or an answer is lost: that is never "sold out"
 */
export const takeUnits = async (
  stockKey: string,
  quantity: number,
  options: Options = {},
): Promise<UnitsTaken | Refused> => {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new Error(`take: ${quantity} is not a number of units`);
  try {
    const got = await search({ stockKey, quantity, ...options, unsure: false });
    if (!('ticket' in got)) noteLeft(stockKey, got.available);
    return got;
  } catch (error) {
    if (!isTransient(error) && !isConflict(error)) throw error;
    log.warn('take without an answer', { stockKey, reason: String(error) });
    throw unanswered();
  }
};

const unanswered = () => busy('The stock could not be asked just now; send the same request again.');

/**
 * Proves by one read that there are fewer units than are asked for; answers nothing where that takes more than one read.
 * Shard 0 says so itself when all other shards are empty.
 */
export const proveSoldOut = async (stockKey: string, quantity: number): Promise<Shortage | undefined> => {
  const home = await readHome(stockKey);
  if (!home) return { stockKey, available: 0 };
  const has = home.open || home.n >= quantity || home.dry !== home.ep || moveOf(home) !== undefined;
  return has ? undefined : { stockKey, available: Math.max(0, home.n) };
};

/** `unsure`: a refusal may be the effect of our own first try, whose units the sweeper brings back. */
interface Search extends Options {
  readonly stockKey: string;
  readonly quantity: number;
  unsure: boolean;
}

const search = async (wish: Search): Promise<UnitsTaken | Refused> => {
  const { stockKey } = wish;
  const first = hinted(stockKey, wish.ref);
  let home: HomeShard | undefined;
  if (!first.look) {
    const tried = await take(wish, first.shard, first.purchaseLimit);
    if ('ticket' in tried) return tried;
    if (first.shard === 0) home = homeFrom(tried.found);
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    home ??= await readHome(stockKey);
    if (!home) return { stockKey, available: 0, home };
    remember(stockKey, home);
    const found = await look(wish, home);
    if (found && 'ticket' in found) return found;
    if (found && wish.unsure) throw unanswered();
    if (found) return found;
    home = undefined;
    // Others were faster, and each of them got something.
    if (round > 3) await sleep(Math.random() * 10 * round);
  }
  throw unanswered();
};

/** One try at one shard; a refusal brings the shard as it was. */
const take = async (
  wish: Search,
  shard: number,
  purchaseLimit: number | undefined,
): Promise<UnitsTaken | { found: Item | undefined }> => {
  const { stockKey, quantity } = wish;
  try {
    const after = await write(takeWrite(stockKey, shard, quantity, wish.adjusting));
    noteLeft(stockKey, after?.['open'] ? Number.POSITIVE_INFINITY : Number(after?.['n']));
    const ticket = { what: stockKey, shard, from: Number(after?.['t']) - quantity, quantity };
    if (shard !== 0) return { ticket, left: Number(after?.['n']), limit: undefined, purchaseLimit };
    const home = homeFrom(after);
    if (home) remember(stockKey, home);
    return { ticket, left: home?.n ?? 0, limit: home?.limit, purchaseLimit: home?.purchaseLimit };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (error.attempts !== 1) wish.unsure = true;
    return { found: error.found };
  }
};

/**
 * Looks over all shards once: takes where enough is, or brings it together, or proves that there is not enough. Nothing
 * when something moved meanwhile.
 */
const look = async (wish: Search, home: HomeShard): Promise<UnitsTaken | Refused | undefined> => {
  const { stockKey, quantity } = wish;
  if (await help(stockKey, 0, home)) return undefined;
  const at = async (shard: number): Promise<UnitsTaken | undefined> => {
    const tried = await take(wish, shard, home.purchaseLimit);
    return 'ticket' in tried ? tried : undefined;
  };
  if (home.n >= quantity || home.open) return at(0);
  if (home.dry === home.ep) return { stockKey, available: Math.max(0, home.n), home };
  const others = isAlone(home) ? [] : await readOthers(stockKey, home.top);
  for (const other of others) if (await help(stockKey, other.shard, other)) return undefined;
  const enough = others.filter(({ n }) => n >= quantity);
  const chosen = enough[partitionOf(`${wish.ref ?? Math.random()}#${stockKey}`, enough.length)];
  if (chosen) return at(chosen.shard);
  if (unitsIn([home, ...others]) < quantity) return prove(wish, { home, others });
  await gather(wish, { home, others });
  return undefined;
};

/** Brings as many units to shard 0 as it lacks, the largest parts first. */
const gather = async ({ stockKey, quantity }: Search, { home, others }: Shards): Promise<void> => {
  let lack = quantity - home.n;
  for (const { shard, n } of others.toSorted((a, b) => b.n - a.n)) {
    if (lack <= 0 || n <= 0) return;
    await drainShard(stockKey, shard, lack);
    lack -= n;
  }
};

/**
 * Sold out is a proof. No move was out of shard 0 when `home` was read, and if `ep` is the same at the end, none began
 * since: so the other shards only went down from what was read, and shard 0, with all that was owed to it counted in,
 * has what its last image says. Together that is less than is asked for.
 */
const prove = async ({ stockKey, quantity }: Search, { home, others }: Shards): Promise<Refused | undefined> => {
  await creditShard(stockKey, 0);
  const elsewhere = unitsIn(others);
  const last = elsewhere === 0 ? await dry(stockKey, home) : await readHome(stockKey);
  if (!last || last.ep !== home.ep || last.v !== home.v || last.open || last.n + elsewhere >= quantity)
    return undefined;
  remember(stockKey, last);
  return { stockKey, available: Math.max(0, last.n + elsewhere), home: last };
};

/** Says that all other shards are empty; nothing when a move came in between. */
const dry = async (stockKey: string, home: HomeShard): Promise<HomeShard | undefined> => {
  try {
    return homeFrom(await write(dryWrite(stockKey, home)));
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
};
