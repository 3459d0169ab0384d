import type { ShardBook } from './books.ts';
import { differ, type Findings } from './laws.ts';

/** FNV-1a of what came back or ended, added up modulo 2^32 (http://www.isthe.com/chongo/tech/comp/fnv/). */
const fingerprint = (entries: readonly (readonly [id: string, q: number])[]): number => {
  let sum = 0;
  for (const [id, q] of entries) {
    let hash = 0x811c9dc5;
    for (const letter of `${id}#${q}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
    sum = (sum + (hash >>> 0)) >>> 0;
  }
  return sum;
};

const origin = (id: string): string => {
  if (id === 'opening') return 'opening';
  const [, prefix = ''] = id.match(/^(ticket-|adj_|limit-)/) ?? [];
  return { 'ticket-': 'returned', adj_: 'adjusted', 'limit-': 'raised' }[prefix] ?? 'restocked';
};
const ENDED = new Set(['void', 'released', 'moved']);
const add = (sums: Record<string, number>, name: string, q: number): void => {
  sums[name] = (sums[name] ?? 0) + q;
};
/** Sums as text, in the order of their names; zeros count for nothing. */
const textOf = (sums: Readonly<Record<string, number>>): string =>
  Object.entries(sums)
    .filter(([, q]) => q !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, q]) => `${name} ${q}`)
    .join(', ') || 'nothing';

/** The sums that the audit keeps of a shard are a witness: they are recomputed from the rows that they are of. */
export const sumLaws = (at: string, shard: number, book: ShardBook, findings: Findings): void => {
  const { sums, credits, tickets } = book;
  if (!sums) return;
  let [count, credited] = [0, 0];
  const origins: Record<string, number> = {};
  const states: Record<string, number> = {};
  const back: [string, number][] = [];
  const ended: [string, number][] = [];
  for (const [k, { q, parts }] of credits) {
    if (k > sums.through) continue;
    count += 1;
    credited += q;
    for (const part of parts) {
      add(origins, origin(part.id), part.q);
      if (origin(part.id) === 'returned') back.push([part.id, part.q]);
    }
  }
  for (const [from, { q, state }] of tickets) {
    if (from >= sums.below) continue;
    add(states, state, q);
    if (ENDED.has(state)) ended.push([`ticket-${shard}-${from}`, q]);
  }
  differ(findings, 'sums', `${at}: credits`, sums.through, count);
  differ(findings, 'sums', `${at}: units credited`, sums.credited, credited);
  differ(findings, 'sums', `${at}: origins`, textOf(sums.origins), textOf(origins));
  differ(findings, 'sums', `${at}: what came back`, sums.cameBack, fingerprint(back));
  differ(findings, 'sums', `${at}: tickets`, textOf(sums.states), textOf(states));
  differ(findings, 'sums', `${at}: what ended`, sums.ended, fingerprint(ended));
};
