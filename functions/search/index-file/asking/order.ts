import type { Place, Sort } from '../../engine.ts';
import type { Columns } from '../columns.ts';
import type { Titles } from '../titles.ts';
import type { Candidates } from './candidates.ts';

/** What a candidate is sorted by: numbers, each ascending where those before are equal. Its title's place is the last. */
type Key = readonly number[];

const compare = (a: Key, b: Key): number => {
  for (let at = 0; at < a.length; at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Places up to which the first ones are picked; for more, all are sorted. */
const FEW = 200;

/** Orders the candidates of one query. @param at milliseconds since 1970, for prices */
export const orderOf = (sort: Sort, candidates: Candidates, columns: Columns, at: number) => {
  const { numbers, tiers, scores } = candidates;
  /** A score is one of its moment: what changes in the index changes it, and nothing is said by it afterwards. */
  const isScored = sort === 'relevance' && scores !== undefined;
  const number = (index: number): number => numbers[index] ?? 0;
  /** What has no price comes at the end, either way. */
  const price = (index: number, direction: 1 | -1): number => {
    const amount = columns.priceAt(number(index), at);
    return Number.isNaN(amount) ? Number.MAX_VALUE : direction * amount;
  };
  type Part = (index: number) => number;
  const leading: Readonly<Record<Sort, readonly Part[]>> = {
    relevance: [
      (index) => tiers?.[index] ?? 0,
      (index) => -(scores?.[index] ?? 0),
      (index) => -(columns.units[number(index)] ?? 0),
    ],
    newest: [(index) => -(columns.createdAt[number(index)] ?? 0)],
    'price-asc': [(index) => price(index, 1)],
    'price-desc': [(index) => price(index, -1)],
    title: [],
  };
  const lead = leading[sort];
  const parts: readonly Part[] = [...lead, (index) => columns.title[number(index)] ?? 0];
  const keyOf = (index: number): Key => parts.map((part) => part(index));
  /** Compares a candidate with a key; most differ in the first part, and no key is made of them. */
  const compareWith = (index: number, key: Key): number => {
    for (const [at, part] of parts.entries()) {
      const difference = part(index) - (key[at] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  };

  /** Picks the first of some candidates, in order. @param after only those behind a key */
  const first = (hits: readonly number[], most: number, after?: Key | undefined): number[] => {
    const behind = after === undefined ? hits : hits.filter((index) => compareWith(index, after) > 0);
    if (most > FEW) {
      const all = behind.map((index) => ({ index, key: keyOf(index) })).sort((a, b) => compare(a.key, b.key));
      return all.slice(0, most).map(({ index }) => index);
    }
    const best: { readonly index: number; readonly key: Key }[] = [];
    for (const index of behind) {
      const worst = best[most - 1];
      if (worst && compareWith(index, worst.key) >= 0) continue;
      const one = { index, key: keyOf(index) };
      let place = best.length;
      while (place > 0 && compare(one.key, (best[place - 1] ?? one).key) < 0) place -= 1;
      best.splice(place, 0, one);
      if (best.length > most) best.pop();
    }
    return best.map(({ index }) => index);
  };

  return {
    first,
    keyOf,
    /**
     * Says where a page ended, so that it can be gone on from also when that document is gone: by what it is sorted by, and
     * by how many hits were before where that is a score.
     */
    placeOf: (index: number, before: number, { id, title }: { id: string; title: string }): Place => ({
      id,
      by: isScored ? before : [...lead.map((part) => part(index)), title].join(' '),
    }),
    /** Reads a place whose document is gone, or that another engine made, as near as it goes. */
    keyAt({ id, by }: Place, hits: readonly number[], titles: Titles): Key | undefined {
      if (isScored) {
        const before = first(hits, placeNumber(by) - 1).at(-1);
        return before === undefined ? undefined : keyOf(before);
      }
      const stated = String(by).split(' ');
      const title = titles.placeBefore(stated.slice(lead.length).join(' '), id);
      return [...stated.slice(0, lead.length).map(Number), title];
    },
  };
};

/** How many hits were before a page's end, of a query whose hits have scores; 0 for what is no such place. */
export const placeNumber = (by: Place['by'] | undefined): number => Math.max(0, Math.trunc(Number(by ?? 0)) || 0);
