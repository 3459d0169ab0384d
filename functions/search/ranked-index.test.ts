import { beforeEach, describe, expect, it } from 'vitest';
import { summary } from './fixtures/products.ts';
import { type RankedIndex, rankedIndex } from './ranked-index.ts';
import type { Filters, SearchInput } from './search-engine.ts';

let index: RankedIndex;
beforeEach(() => {
  index = rankedIndex();
  for (const one of [
    summary('mug', 'The Everyday Mug', { vendor: 'Harrow & Pine', type: 'Kitchen', tags: ['stoneware', 'gift'] }),
    summary('rack', 'Rack', { vendor: 'Harrow & Pine', type: 'Kitchen', tags: ['mug', 'wood'] }),
    summary('press', 'Café Press', { vendor: 'Bodum', type: 'Kitchen', tags: ['coffee', 'gift'] }),
    summary('jacket', 'Leather Jacket', { vendor: 'Ridge', type: 'Coats', tags: ['leather'] }),
    summary('jersey', 'Blue Jersey', { vendor: 'Ridge', type: 'Tops', tags: ['cotton', 'gift'] }),
  ]) {
    index.put(one);
  }
});
const NOON = '2026-06-01T12:00:00.000Z';
const search = (input: Omit<SearchInput, 'at'>, at = NOON) => index.search({ ...input, at });
const find = (q: string, filters: Filters = {}, limit = 20, at = NOON): string[] =>
  search({ q, filters, limit }, at).summaries.map(({ id }) => id);
const suggest = (q: string, limit: number, at = NOON) => index.suggest(q, limit, at).phrases;

describe('ranking', () => {
  it('puts a word of the title above one of the tags', () => {
    expect(find('mug')).toEqual(['mug', 'rack']);
  });

  it('puts the whole word above one that only begins with it', () => {
    index.put(summary('pressure', 'Pressure Cooker'));
    expect(find('press')).toEqual(['press', 'pressure']);
  });

  it('wants every word, wherever it stands', () => {
    expect(find('harrow mug')).toEqual(['mug', 'rack']);
    expect(find('harrow stoneware')).toEqual(['mug']);
    expect(find('harrow leather')).toEqual([]);
  });

  it('finds by beginnings of words', () => {
    expect(find('leath jack')).toEqual(['jacket']);
    expect(find('j').toSorted()).toEqual(['jacket', 'jersey']);
    expect(find('tone')).toEqual([]);
  });

  it('does not mind accents and case', () => {
    expect(find('cafe')).toEqual(['press']);
    expect(find('CAFÉ')).toEqual(['press']);
  });

  it('forgives one letter of a long word and none of a short one', () => {
    expect(find('lether')).toEqual(['jacket']);
    expect(find('mog')).toEqual([]);
  });

  it('is the same every time where products are alike: by title', () => {
    for (const letter of ['c', 'a', 'b']) index.put(summary(`x-${letter}`, `Zinnia ${letter}`));
    expect(find('zinnia')).toEqual(['x-a', 'x-b', 'x-c']);
  });

  it('finds nothing for signs alone', () => {
    expect(find('?!')).toEqual([]);
  });
});

describe('changes', () => {
  it('replace what a product was found by', () => {
    index.put(summary('mug', 'The Everyday Beaker', { version: 2 }));
    expect(find('beaker')).toEqual(['mug']);
    expect(find('everyday mug')).toEqual([]);
  });

  it('take a product out', () => {
    index.remove('mug');
    index.remove('mug');
    expect(find('mug')).toEqual(['rack']);
  });

  it('bring a product back', () => {
    index.remove('mug');
    index.put(summary('mug', 'The Everyday Mug', { version: 3 }));
    expect(find('everyday')).toEqual(['mug']);
  });
});

describe('pages', () => {
  it('follow each other without gap or repeat', () => {
    for (let n = 0; n < 7; n += 1) index.put(summary(`pot-${n}`, `Pot ${n}`));
    const seen: string[] = [];
    let after = search({ q: 'pot', filters: {}, limit: 3 });
    seen.push(...after.summaries.map(({ id }) => id));
    while (after.next) {
      after = search({ q: 'pot', filters: {}, limit: 3, after: after.next });
      seen.push(...after.summaries.map(({ id }) => id));
    }
    expect(seen).toEqual(['pot-0', 'pot-1', 'pot-2', 'pot-3', 'pot-4', 'pot-5', 'pot-6']);
  });

  it('go on when the last product of the page before is gone', () => {
    const first = search({ q: 'harrow', filters: {}, limit: 1 });
    expect(first.summaries.length).toBe(1);
    index.remove(first.summaries[0]!.id);
    const second = search({ q: 'harrow', filters: {}, limit: 1, after: first.next });
    expect(second.total).toBe(1);
  });
});

describe('facets and filters', () => {
  it('count the matches by value', () => {
    const { total, facets } = search({ q: 'gift', filters: {}, limit: 1 });
    expect(total).toBe(3);
    expect(facets).toEqual({
      vendor: [
        { value: 'Bodum', count: 1 },
        { value: 'Harrow & Pine', count: 1 },
        { value: 'Ridge', count: 1 },
      ],
      type: [
        { value: 'Kitchen', count: 2 },
        { value: 'Tops', count: 1 },
      ],
      tags: [
        { value: 'gift', count: 3 },
        { value: 'coffee', count: 1 },
        { value: 'cotton', count: 1 },
        { value: 'stoneware', count: 1 },
      ],
    });
  });

  it('narrow by exact values, and still count what else could be chosen', () => {
    const { summaries, total, facets } = search({
      q: 'gift',
      filters: { type: 'kitchen', vendor: 'BODUM' },
      limit: 9,
    });
    expect(summaries.map(({ id }) => id)).toEqual(['press']);
    expect(total).toBe(1);
    expect(facets.vendor).toEqual([
      { value: 'Bodum', count: 1 },
      { value: 'Harrow & Pine', count: 1 },
    ]);
    expect(facets.type).toEqual([{ value: 'Kitchen', count: 1 }]);
  });

  it('a filter is a value and not a beginning of one', () => {
    expect(find('gift', { type: 'Kitch' })).toEqual([]);
    expect(find('gift', { tag: 'cotton' })).toEqual(['jersey']);
  });
});

describe('completions', () => {
  it('are titles, types, vendors and tags as they are written', () => {
    expect(suggest('caf', 10)).toEqual(['Café Press']);
    expect(suggest('har', 10)).toEqual(['Harrow & Pine']);
    expect(suggest('ki', 10)).toEqual(['Kitchen']);
  });

  it('are titles when what was typed is spread over fields', () => {
    expect(suggest('ridge lea', 10)).toEqual(['Leather Jacket']);
  });

  it('come once each and no more than asked for', () => {
    for (let n = 0; n < 20; n += 1) index.put(summary(`lamp-${n}`, n < 10 ? 'Lamp' : `Lamp ${n}`));
    expect(suggest('lam', 10).length).toBe(10);
    expect(suggest('lam', 1)).toEqual(['Lamp']);
    expect(suggest('nothing', 10)).toEqual([]);
  });
});

describe('what is shown for a time', () => {
  const [before, from, within, until] = ['11:59:59.999', '12:00:00.000', '12:30:00.000', '13:00:00.000'].map(
    (time) => `2026-06-01T${time}Z`,
  ) as [string, string, string, string];
  beforeEach(() => {
    index.put(summary('pan', 'Copper Pan', { vendor: 'Forge', visibleFrom: from, visibleUntil: until }));
    index.put(summary('lid', 'Copper Lid', { vendor: 'Hammer' }));
  });

  it('is found from its beginning on and until just before its end, and counted, and completes, only then', () => {
    const seen = (at: string) => {
      const { summaries, total, facets } = search({ q: 'copper', filters: {}, limit: 9 }, at);
      return [summaries.length, total, facets.vendor.length, suggest('copp', 9, at).length];
    };
    expect([before, from, within, until].map(seen)).toEqual([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
      [2, 2, 2, 2],
      [1, 1, 1, 1],
    ]);
    expect(find('copper', { vendor: 'forge' }, 9, before)).toEqual([]);
  });

  it('tells when an answer changes, also one that it is not on yet', () => {
    const flips = (at: string) => search({ q: 'copper', filters: {}, limit: 1 }, at).flips;
    expect(flips(before)).toEqual([
      { at: from, takesAway: false },
      { at: until, takesAway: true },
    ]);
    expect(flips(within)).toEqual([{ at: until, takesAway: true }]);
    expect(flips(until)).toEqual([]);
    expect(index.suggest('copp', 9, within).flips).toEqual([{ at: until, takesAway: true }]);
  });

  it('has the price that counts then', () => {
    const eur = (amount: number) => ({ amount, currency: 'EUR' });
    const flip = (at: string, amount: number) => ({
      from: at,
      priceRange: { min: eur(amount), max: eur(amount) },
      compareAtPrice: null,
    });
    index.put(summary('lid', 'Copper Lid', { flips: [flip('', 1000), flip(from, 800)] }));
    const price = (at: string) => search({ q: 'lid', filters: {}, limit: 9 }, at).summaries[0]?.priceRange.min.amount;
    expect([price(before), price(from)]).toEqual([1000, 800]);
  });
});
