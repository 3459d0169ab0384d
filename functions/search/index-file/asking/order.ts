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

/** Orders the candidates of one query. @param at milliseconds since 1970, for prices */
export const orderOf = (sort: Sort, candidates: Candidates, columns: Columns, at: number) => {
  const { numbers, tiers, scores } = candidates;
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

  return {
    keyOf,
    /** Says where a page ended, so that it can be gone on from also when that document is gone. */
    placeOf: (index: number, { id, title }: { id: string; title: string }): Place => ({
      id,
      by: [...leading[sort](index), title].join(' '),
    }),
    /** Reads a place; of one that another index made, as near as it goes. */
    keyAt({ id, by }: Place, titles: Titles): Key {
      const count = leading[sort](0).length;
      const parts = String(by).split(' ');
      return [...parts.slice(0, count).map(Number), titles.placeBefore(parts.slice(count).join(' '), id)];
    },
    /** Picks the first of some candidates, in order. @param after only those behind a key */
    first(hits: readonly number[], most: number, after: Key | undefined): number[] {
      const best: { readonly index: number; readonly key: Key }[] = [];
      for (const index of hits) {
        const key = keyOf(index);
        if (after && !(compare(key, after) > 0)) continue;
        const worst = best[most - 1];
        if (worst && compare(key, worst.key) >= 0) continue;
        let place = best.length;
        while (place > 0 && compare(key, (best[place - 1] as { key: Key }).key) < 0) place -= 1;
        best.splice(place, 0, { index, key });
        if (best.length > most) best.pop();
      }
      return best.map(({ index }) => index);
    },
  };
};
