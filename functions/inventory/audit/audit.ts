import type { Credit, CreditPart, Shard } from '../counters/stock.ts';
import { endOf, type KeptTicket, ticketId } from '../ledger/ticket.ts';
import { isReturning, type LedgerSums, originOf, plus, unitsHash, withCredit } from './ledger-sums.ts';

type Rows<T> = Iterable<T> | AsyncIterable<T>;
/** What is kept of one shard: its counter, the sums of its settled ledger, and the rows that are not in them, ascending. */
export interface ShardBook {
  readonly shard: number;
  readonly counter: Pick<Shard, 'n' | 't' | 'c' | 'mt'>;
  readonly sums: LedgerSums;
  readonly tickets: Rows<KeptTicket>;
  readonly credits: Rows<Credit>;
  readonly owed: Rows<CreditPart>;
}
/** A law that does not hold: what the counter (or the ledger) says, and what it should say. */
export interface Difference {
  readonly shard: number;
  readonly law: 'counter' | 'credit' | 'tile' | 'returned' | 'once' | 'stranded';
  readonly at: string;
  readonly found: number;
  readonly expected: number;
}
/** Units of one thing by where they are, and what is wrong. */
export interface Audit {
  readonly available: number;
  readonly held: number;
  readonly committed: number;
  /** Taken without a ticket yet, owed, or credited and not counted in yet: on their way, each for minutes at most. */
  readonly onTheWay: number;
  /** At most a hundred. */
  readonly differences: readonly Difference[];
}

const MOST_DIFFERENCES = 100;

/** What is added up on the way over all shards. */
interface Tally {
  readonly units: { available: number; held: number; committed: number; onTheWay: number };
  /** Units of tickets that ended, and of the entries that brought them back, with their fingerprints. */
  readonly ended: { units: number; print: number };
  readonly back: { units: number; print: number };
  readonly differ: (shard: number, law: Difference['law'], at: string, found: number, expected: number) => void;
}

/**
 * Recomputes the counters of one thing from its ledger alone, in bounded memory: on each shard `n + t` is the sum of the
 * credits that were counted in, tickets tile `[0, t)`, and over all shards the units of the tickets that ended are those
 * that came back, ticket by ticket (compared by fingerprint). Tickets are read first, then credits, then what is owed.
 *
 * @param stale before this time (ISO 8601) nothing may still be on its way
 */
export const audit = async (books: readonly ShardBook[], stale: string): Promise<Audit> => {
  const differences: Difference[] = [];
  const tally: Tally = {
    units: { available: 0, held: 0, committed: 0, onTheWay: 0 },
    ended: { units: 0, print: 0 },
    back: { units: 0, print: 0 },
    differ: (shard, law, at, found, expected) => {
      if (found !== expected && differences.length < MOST_DIFFERENCES)
        differences.push({ shard, law, at, found, expected });
    },
  };
  for (const book of books) await auditTickets(book, stale, tally);
  for (const book of books) await auditCredits(book, stale, tally);
  for (const book of books) await auditOwed(book, stale, tally);
  const { ended, back, units, differ } = tally;
  const off = plus(back.print, -ended.print);
  differ(0, 'returned', `tickets, fingerprint ${off.toString(16)}`, back.units, ended.units);
  // Equal units of other tickets: the fingerprint alone says so.
  if (off !== 0 && back.units === ended.units) differ(0, 'returned', 'fingerprint', off, 0);
  return { ...units, differences };
};

/** Adds up one shard's tickets; they tile `[0, t)`, and what has none yet is on its way. */
const auditTickets = async ({ shard, counter, sums, tickets }: ShardBook, stale: string, tally: Tally) => {
  const { units, ended, differ } = tally;
  const { released, void: voided, moved, ...gone } = sums.states;
  ended.units += released + voided + moved;
  ended.print = plus(ended.print, sums.ended);
  differ(shard, 'tile', 'sums', released + voided + moved + gone.shipped + gone.adjusted, sums.below);
  let position = sums.below;
  for await (const ticket of tickets) {
    const { q, state, shipped = 0, from } = ticket;
    if (from < position) differ(shard, 'tile', `unit ${from}`, from, position);
    const gap = Math.max(0, from - position);
    if (ticket.at < stale) differ(shard, 'stranded', `unit ${position}`, gap, 0);
    units.onTheWay += gap;
    if (state === 'held') units.held += q;
    if (state === 'claimed') units.committed += q - shipped;
    if (isReturning(state)) {
      ended.units += q;
      ended.print = plus(ended.print, unitsHash(ticketId({ shard, from }), q));
    }
    position = Math.max(position, endOf(ticket));
  }
  if (position > counter.t) differ(shard, 'tile', 't', counter.t, position);
  units.onTheWay += Math.max(0, counter.t - position);
};

/** Adds up one shard's credits: numbered without a gap, each the sum of its parts, those up to `c` in the counter. */
const auditCredits = async (book: ShardBook, stale: string, tally: Tally) => {
  const { shard, counter, sums: settled, credits } = book;
  const { units, differ } = tally;
  let [sums, counted] = [settled, settled.through];
  const origins = Object.values(settled.origins).reduce((sum, q) => sum + q, 0);
  differ(shard, 'credit', 'sums', settled.credited, origins);
  let waiting = 0;
  for await (const credit of credits) {
    const { k, q, at, parts } = credit;
    differ(shard, 'credit', `credit ${k}`, q, parts.reduce((sum, part) => sum + part.q, 0)); // biome-ignore format: a row
    differ(shard, 'once', `credit ${k}`, parts.length, new Set(parts.map(({ id }) => id)).size);
    if (k <= counter.c) counted += 1;
    else waiting += q;
    if (k > counter.c && at < stale) differ(shard, 'stranded', `credit ${k}`, q, 0);
    sums = withCredit(sums, credit);
  }
  differ(shard, 'counter', 'n + t', counter.n + counter.t, sums.credited - waiting);
  differ(shard, 'credit', 'c', counted, counter.c);
  units.available += counter.n;
  units.onTheWay += waiting;
  tally.back.units += sums.origins.returned;
  tally.back.print = plus(tally.back.print, sums.cameBack);
};

/** Adds up what is owed to one shard, until a credit takes it in. */
const auditOwed = async ({ shard, owed }: ShardBook, stale: string, { units, back, differ }: Tally) => {
  for await (const { id, q, at } of owed) {
    units.onTheWay += q;
    if (at < stale) differ(shard, 'stranded', id, q, 0);
    if (originOf(id) !== 'returned') continue;
    back.units += q;
    back.print = plus(back.print, unitsHash(id, q));
  }
};
