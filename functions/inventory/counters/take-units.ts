import { sleep } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { busy } from '#lib/problem.ts';
import { isConflict, isTransient } from '#lib/retryable-error.ts';
import { ConditionFailed, type Item, write } from '#lib/table.ts';
import { creditShard } from '../ledger/credit-shard.ts';
import { drainShard, help } from '../ledger/move-units.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { readHome, readOthers, type Shards } from './read-shards.ts';
import { choice, hinted, remember } from './shard-hints.ts';
import { dryWrite, homeFrom, takeWrite } from './shard-table.ts';
import { type HomeShard, isAlone, unitsIn } from './stock.ts';

/** What could not be had, and how many were seen to be left. */
export interface Shortage {
  readonly what: string;
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
  what: string,
  quantity: number,
  options: Options = {},
): Promise<UnitsTaken | Refused> => {
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new Error(`take: ${quantity} is not a number of units`);
  try {
    return await search({ what, quantity, ...options, unsure: false });
  } catch (error) {
    if (!isTransient(error) && !isConflict(error)) throw error;
    log.warn('take without an answer', { what, reason: String(error) });
    throw unanswered();
  }
};

const unanswered = () => busy('The stock could not be asked just now; send the same request again.');

/** `unsure`: a refusal may be the effect of our own first try, whose units the sweeper brings back. */
interface Search extends Options {
  readonly what: string;
  readonly quantity: number;
  unsure: boolean;
}

const search = async (wish: Search): Promise<UnitsTaken | Refused> => {
  const { what } = wish;
  const first = hinted(what, wish.ref);
  let home: HomeShard | undefined;
  if (!first.look) {
    const tried = await take(wish, first.shard, first.purchaseLimit);
    if ('ticket' in tried) return tried;
    if (first.shard === 0) home = homeFrom(tried.found);
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    home ??= await readHome(what);
    if (!home) return { what, available: 0, home };
    remember(what, home);
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
  const { what, quantity } = wish;
  try {
    const after = await write(takeWrite(what, shard, quantity, wish.adjusting));
    const ticket = { what, shard, from: Number(after?.['t']) - quantity, quantity };
    if (shard !== 0) return { ticket, left: Number(after?.['n']), limit: undefined, purchaseLimit };
    const home = homeFrom(after);
    if (home) remember(what, home);
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
  const { what, quantity } = wish;
  if (await help(what, 0, home)) return undefined;
  const at = async (shard: number): Promise<UnitsTaken | undefined> => {
    const tried = await take(wish, shard, home.purchaseLimit);
    return 'ticket' in tried ? tried : undefined;
  };
  if (home.n >= quantity || home.open) return at(0);
  if (home.dry === home.ep) return { what, available: Math.max(0, home.n), home };
  const others = isAlone(home) ? [] : await readOthers(what, home.top);
  for (const other of others) if (await help(what, other.shard, other)) return undefined;
  const enough = others.filter(({ n }) => n >= quantity);
  const chosen = enough[choice(`${wish.ref ?? Math.random()}#${what}`, enough.length)];
  if (chosen) return at(chosen.shard);
  if (unitsIn([home, ...others]) < quantity) return prove(wish, { home, others });
  await gather(wish, { home, others });
  return undefined;
};

/** Brings as many units to shard 0 as it lacks, the largest parts first. */
const gather = async ({ what, quantity }: Search, { home, others }: Shards): Promise<void> => {
  let lack = quantity - home.n;
  for (const { shard, n } of others.toSorted((a, b) => b.n - a.n)) {
    if (lack <= 0 || n <= 0) return;
    await drainShard(what, shard, lack);
    lack -= n;
  }
};

/**
 * Sold out is a proof. No move was out of shard 0 when `home` was read, and if `ep` is the same at the end, none began
 * since: so the other shards only went down from what was read, and shard 0, with all that was owed to it counted in,
 * has what its last image says. Together that is less than is asked for.
 */
const prove = async ({ what, quantity }: Search, { home, others }: Shards): Promise<Refused | undefined> => {
  await creditShard(what, 0);
  const elsewhere = unitsIn(others);
  const last = elsewhere === 0 ? await dry(what, home) : await readHome(what);
  if (!last || last.ep !== home.ep || last.v !== home.v || last.open || last.n + elsewhere >= quantity)
    return undefined;
  remember(what, last);
  return { what, available: Math.max(0, last.n + elsewhere), home: last };
};

/** Says that all other shards are empty; nothing when a move came in between. */
const dry = async (what: string, home: HomeShard): Promise<HomeShard | undefined> => {
  try {
    return homeFrom(await write(dryWrite(what, home)));
  } catch (error) {
    if (error instanceof ConditionFailed) return undefined;
    throw error;
  }
};
