import type { ShardBook, StockBook } from './books.ts';
import type { Ticket } from './kept.ts';
import { differ, type Findings, onItsWay } from './laws.ts';
import { sumLaws } from './sum-laws.ts';

/** Units of one counted thing, by the ledger alone. */
export interface StockLine {
  readonly what: string;
  readonly shards: number;
  /** What it was opened with. */
  readonly opening: number;
  /** Came in later: deliveries, returns, raised limits. */
  readonly restocked: number;
  /** Taken out by staff. */
  readonly withdrawn: number;
  /** Paid for, or sent. */
  readonly sold: number;
  /** Promised to orders that are not paid yet; units whose ticket is still to come are among them. */
  readonly held: number;
  /** Of an ended ticket, and not back in a credit yet. */
  readonly returning: number;
  /** What can still be sold. Below zero only where back-orders are allowed. */
  readonly left: number;
  /** Sells at any count: untracked, or back-orders are allowed. */
  readonly open: boolean;
}

const ENDED = new Set(['void', 'released', 'moved']);
const ticketPart = (shard: number, from: number): string => `ticket-${shard}-${from}`;

/** What the rest of the books knows of entries that are named after a return, a refund or an order. */
export interface Restocks {
  readonly isKnown: (partId: string) => boolean;
  /** Filled here: units by the thing and the entry's name. */
  readonly units: Map<string, number>;
}

/** Proves the laws of one counted thing and adds up its units. */
export const stockLaws = (
  what: string,
  { shards, adjustments }: StockBook,
  findings: Findings,
  restocks: Restocks,
): StockLine => {
  const sum = { opening: 0, restocked: 0, withdrawn: 0, sold: 0, held: 0, returning: 0, left: 0 };
  const ended = new Map<string, number>();
  const cameIn = new Map<string, { q: number; times: number }>();
  const adjusted = new Map<string, number>();
  const open = shards.get(0)?.counter?.open ?? false;
  for (const [shard, book] of shards) {
    const at = `${what} shard ${shard}`;
    const { end, gaps } = tile(at, book, findings);
    for (const [from, ticket] of book.tickets) {
      const { q, state, ref = '' } = ticket;
      if (state === 'held') sum.held += q;
      if (state === 'claimed' || state === 'shipped') sum.sold += q;
      if (state === 'adjusted') adjusted.set(ref, (adjusted.get(ref) ?? 0) - q);
      if (ENDED.has(state)) ended.set(ticketPart(shard, from), q);
    }
    sum.held += gaps;
    const credited = credits(at, book, findings);
    sum.left += credited - end;
    if (!open) differ(findings, 'left', at, Math.min(0, credited - end), 0);
    counters(at, book, end, findings);
    sumLaws(at, shard, book, findings);
    for (const { id, q } of book.owed) {
      sum.returning += q;
      onItsWay(findings, 'units owed', `${at} ${id}`);
    }
    for (const { id, q } of [...book.owed, ...[...book.credits.values()].flatMap(({ parts }) => parts)]) {
      cameIn.set(id, { q, times: (cameIn.get(id)?.times ?? 0) + 1 });
    }
  }
  for (const [id, { q, times }] of cameIn) {
    differ(findings, 'origin', `${what} ${id}`, times, 1);
    if (id === 'opening') sum.opening += q;
    else if (id.startsWith('ticket-')) differ(findings, 'returned', `${what} ${id}`, q, ended.get(id) ?? 0);
    else sum.restocked += q;
    if (id.includes('#')) restocks.units.set(`${what} ${id}`, q);
    if (adjustments.has(id)) adjusted.set(id, (adjusted.get(id) ?? 0) + q);
    else if (!isKnown(id, what, restocks)) differ(findings, 'origin', `${what} ${id}`, `${q} units`, 'a known origin');
  }
  for (const [id, q] of ended) if (!cameIn.has(id)) differ(findings, 'returned', `${what} ${id}`, 0, q);
  for (const id of new Set([...adjustments.keys(), ...adjusted.keys()]))
    differ(findings, 'adjusted', `${what} ${id}`, adjusted.get(id) ?? 0, adjustments.get(id) ?? 0);
  for (const q of adjusted.values()) sum.withdrawn += Math.max(0, -q);
  const there = sum.opening + sum.restocked - sum.withdrawn;
  differ(findings, 'equation', what, sum.sold + sum.held + sum.returning + sum.left, there);
  if (/^(coupon|limit)#/.test(what)) {
    const used = sum.sold + sum.held;
    if (used > there) differ(findings, 'limit', what, used, `at most ${there}`);
  }
  return { what, shards: shards.size, ...sum, open };
};

/** Whether units may have come in under this name. */
const isKnown = (id: string, what: string, restocks: Restocks): boolean => {
  if (id === 'opening' || id.startsWith('ticket-')) return true;
  if (id.startsWith('limit-')) return /^(coupon|limit)#/.test(what);
  return id.includes('#') && restocks.isKnown(id);
};

/** Walks the tickets of a shard: where they end, and how many units in between have none. */
const tile = (at: string, { tickets, marks }: ShardBook, findings: Findings): { end: number; gaps: number } => {
  let [end, gaps] = [0, 0];
  for (const [from, { q, state, shipped }] of [...tickets].sort(([a], [b]) => a - b)) {
    const where = `${at} unit ${from}`;
    if (from < end) differ(findings, 'tile', where, `overlaps by ${end - from}`, `begins at ${end} or later`);
    if (from > end) {
      onItsWay(findings, 'unit without a ticket', `${at} units ${end} to ${from - 1}`);
      if (end < (marks?.swept ?? 0)) differ(findings, 'marks', `${at} unit ${end}`, 'no ticket', 'swept');
      gaps += from - end;
    }
    if (from < (marks?.low ?? 0) && !isFinal(state)) differ(findings, 'marks', where, state, 'final');
    if (shipped > q || (state === 'shipped' && shipped !== q)) differ(findings, 'shipped', where, shipped, q);
    end = Math.max(end, from + q);
  }
  return { end, gaps };
};

const isFinal = (state: Ticket['state']): boolean => state !== 'held' && state !== 'claimed';

/** The sum of a shard's credits. */
const credits = (at: string, { credits: all }: ShardBook, findings: Findings): number => {
  let [sum, before] = [0, 0];
  for (const [k, { q, parts }] of [...all].sort(([a], [b]) => a - b)) {
    const where = `${at} credit ${k}`;
    differ(findings, 'credit', where, k, before + 1);
    const worth = parts.reduce((total, part) => total + part.q, 0);
    differ(findings, 'credit', where, q, worth);
    sum += q;
    before = k;
  }
  return sum;
};

/**
 * The counter is a witness against the ledger: what it would sell from here on has to be what the ledger has left. Units
 * that it took and whose ticket is still to come are on their way.
 */
const counters = (at: string, { counter, credits: all }: ShardBook, end: number, findings: Findings): void => {
  if (!counter) {
    if (all.size > 0 || end > 0) differ(findings, 'counter', at, 'none', 'a counter');
    return;
  }
  const { n, t, c, mt } = counter;
  let counted = 0;
  for (const [k, { q }] of all) if (k <= c) counted += q;
  differ(findings, 'counter', `${at}: available and taken`, n + t, counted);
  differ(findings, 'counter', `${at}: last credit`, Math.max(c, all.size), all.size);
  if (end > t) differ(findings, 'counter', `${at}: taken`, t, end);
  if (end < t) onItsWay(findings, 'unit without a ticket', `${at} units ${end} to ${t - 1}`);
  if (mt !== undefined) onItsWay(findings, 'stock to follow', `${at}: a move from unit ${mt}`);
  if (c < all.size) onItsWay(findings, 'stock to follow', `${at}: ${all.size - c} credits`);
};
