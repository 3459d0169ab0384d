import type { Credit, CreditPart, Shard } from '../counters/stock.ts';
import { endOf, type KeptTicket, ticketId } from '../ledger/ticket.ts';

/** Everything that is kept of one shard. */
export interface ShardBook {
  readonly shard: number;
  readonly counter: Pick<Shard, 'n' | 't' | 'c' | 'mt'>;
  readonly tickets: readonly KeptTicket[];
  readonly owed: readonly CreditPart[];
  readonly credits: readonly Credit[];
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
  readonly differences: readonly Difference[];
}

/** States whose units come back. */
const returning = new Set(['void', 'released', 'moved']);
const sum = (parts: Iterable<{ readonly q: number }>): number => {
  let all = 0;
  for (const { q } of parts) all += q;
  return all;
};

/**
 * Recomputes the counters of one thing from its tickets and credits alone: on each shard `n + t` is the sum of the
 * credits that were counted in, tickets tile `[0, t)`, and each ticket that ended came back once and whole.
 *
 * @param stale before this time (ISO 8601) nothing may still be on its way
 */
export const audit = (books: readonly ShardBook[], stale: string): Audit => {
  const differences: Difference[] = [];
  const differ = (shard: number, law: Difference['law'], at: string, found: number, expected: number): void => {
    if (found !== expected) differences.push({ shard, law, at, found, expected });
  };
  const units = { available: 0, held: 0, committed: 0, onTheWay: 0 };
  for (const { shard, counter, tickets, owed, credits } of books) {
    const counted = credits.filter(({ k }) => k <= counter.c);
    differ(shard, 'counter', 'n + t', counter.n + counter.t, sum(counted));
    differ(shard, 'credit', 'c', counted.length, counter.c);
    for (const credit of credits) differ(shard, 'credit', `credit ${credit.k}`, credit.q, sum(credit.parts));
    const missing = tiling(tickets, counter.t, stale, (at, found, expected, law) =>
      differ(shard, law, at, found, expected),
    );
    const waiting = credits.filter(({ k }) => k > counter.c);
    for (const one of [
      ...owed.map(({ id, q, at }) => ({ at, q, id })),
      ...waiting.map(({ k, q, at }) => ({ at, q, id: `credit ${k}` })),
    ]) {
      if (one.at < stale) differ(shard, 'stranded', one.id, one.q, 0);
    }
    units.available += counter.n;
    units.held += sum(tickets.filter(({ state }) => state === 'held'));
    for (const { q, state, shipped = 0 } of tickets) if (state === 'claimed') units.committed += q - shipped;
    units.onTheWay += missing + sum(owed) + sum(waiting);
  }
  returns(books, differ);
  return { ...units, differences };
};

type Differ = (shard: number, law: Difference['law'], at: string, found: number, expected: number) => void;

/** Walks the tickets of one shard; answers how many units below `t` have none yet. */
const tiling = (
  tickets: readonly KeptTicket[],
  t: number,
  stale: string,
  differ: (at: string, found: number, expected: number, law: Difference['law']) => void,
): number => {
  let [position, missing] = [0, 0];
  for (const ticket of tickets) {
    if (ticket.from < position) differ(`unit ${ticket.from}`, ticket.from, position, 'tile');
    const gap = Math.max(0, ticket.from - position);
    if (ticket.at < stale) differ(`unit ${position}`, gap, 0, 'stranded');
    missing += gap;
    position = Math.max(position, endOf(ticket));
  }
  if (position > t) differ('t', t, position, 'tile');
  return missing + Math.max(0, t - position);
};

/** Every ticket that ended is one part of one credit (or owed still), with as many units; and no part comes twice. */
const returns = (books: readonly ShardBook[], differ: Differ): void => {
  const back = new Map<string, { shard: number; q: number; times: number }>();
  for (const { shard, owed, credits } of books) {
    for (const { id, q } of [...owed, ...credits.flatMap(({ parts }) => parts)]) {
      const before = back.get(id);
      back.set(id, { shard, q, times: (before?.times ?? 0) + 1 });
    }
  }
  const ended = new Map<string, number>();
  for (const { shard, tickets } of books) {
    for (const ticket of tickets) {
      if (!returning.has(ticket.state)) continue;
      const id = ticketId({ shard, from: ticket.from });
      ended.set(id, ticket.q);
      differ(shard, 'returned', id, back.get(id)?.q ?? 0, ticket.q);
    }
  }
  for (const [id, { shard, q, times }] of back) {
    differ(shard, 'once', id, times, 1);
    if (id.startsWith('ticket-') && !ended.has(id)) differ(shard, 'returned', id, q, 0);
  }
};
