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
  const leading: Readonly<Record<Sort, (index: number) => number[]>> = {
    relevance: (index) => [tiers?.[index] ?? 0, -(scores?.[index] ?? 0), -(columns.units[number(index)] ?? 0)],
    newest: (index) => [-(columns.createdAt[number(index)] ?? 0)],
    'price-asc': (index) => [price(index, 1)],
    'price-desc': (index) => [price(index, -1)],
    title: () => [],
  };
  const keyOf = (index: number): Key => [...leading[sort](index), columns.title[number(index)] ?? 0];
  const keyed = (index: number) => ({ index, key: keyOf(index) });

  /** Picks the first of some candidates, in order. @param after only those behind a key */
  const first = (hits: readonly number[], most: number, after?: Key | undefined): number[] => {
    const isBehind = (key: Key): boolean => after === undefined || compare(key, after) > 0;
    if (most > FEW) {
      const all = hits.map(keyed).filter(({ key }) => isBehind(key));
      return all.sort((a, b) => compare(a.key, b.key)).slice(0, most).map(({ index }) => index); // biome-ignore format: one line
    }
    const best: ReturnType<typeof keyed>[] = [];
    for (const index of hits) {
      const one = keyed(index);
      const worst = best[most - 1];
      if (!isBehind(one.key) || (worst && compare(one.key, worst.key) >= 0)) continue;
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
      by: isScored ? before : [...leading[sort](index), title].join(' '),
    }),
    /** Reads a place whose document is gone, or that another engine made, as near as it goes. */
    keyAt({ id, by }: Place, hits: readonly number[], titles: Titles): Key | undefined {
      if (isScored) {
        const before = first(hits, placeNumber(by) - 1).at(-1);
        return before === undefined ? undefined : keyOf(before);
      }
      const count = leading[sort](0).length;
      const parts = String(by).split(' ');
      return [...parts.slice(0, count).map(Number), titles.placeBefore(parts.slice(count).join(' '), id)];
    },
  };
};

/** How many hits were before a page's end, of a query whose hits have scores; 0 for what is no such place. */
export const placeNumber = (by: Place['by'] | undefined): number => Math.max(0, Math.trunc(Number(by ?? 0)) || 0);
