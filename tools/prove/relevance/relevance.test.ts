import { describe, expect, it } from 'vitest';
import { documentOf, judgedQueries } from './judged-shop.ts';
import { type IndexOf, measureAll, worst } from './measure.ts';
import { broken } from './musts.ts';
import { ownShops } from './shops.ts';

/** Finds what has a word of the query in its title as it is written: the most, then the first. */
const plain: IndexOf = (documents) => ({
  close: () => undefined,
  searcher: {
    search: ({ q, limit }) => {
      const count = (title: string): number => q.split(' ').filter((word) => title.split(' ').includes(word)).length;
      const found = documents.filter(({ title }) => count(title) > 0).sort((a, b) => count(b.title) - count(a.title));
      const facets = { vendor: [], type: [], tags: [], collections: [], options: [], price: null, available: 0 };
      const hits = found.slice(0, limit).map(({ shown }) => shown);
      return { hits, total: found.length, approximate: false, facets, next: undefined, flips: [] };
    },
    suggest: () => ({ phrases: [], flips: [] }),
    byIds: () => new Map(),
  },
});
const shop = (judgments: string) => {
  const documents = ['blue mug', 'red mug', 'red lamp'].map((title) =>
    documentOf({ id: title.replace(' ', '-'), title, language: 'en' }),
  );
  const queries = judgedQueries(`kind,query,grades\n${judgments}`, new Set(documents.map(({ id }) => id)));
  return { name: 'three things', language: 'en', documents, queries };
};

describe('our own judged queries', () => {
  it('are 60 of the demo shop and 40 in German and Japanese, each of a product that is there', () => {
    expect(ownShops().map(({ name, queries }) => [name, queries.length])).toEqual([
      ['demo', 60],
      ['german', 20],
      ['japanese', 20],
    ]);
    for (const { queries } of ownShops()) {
      expect(new Set(queries.map(({ query }) => query)).size).toBe(queries.length);
      expect(queries.filter(({ grades }) => Math.max(...grades.values()) === 0)).toEqual([]);
    }
  });

  it('are refused with a product that is not there, or another grade', () => {
    expect(() => shop('word,mug,cup:3')).toThrow('judgment of «mug»: cup:3');
    expect(() => shop('word,mug,red-mug:4')).toThrow('judgment of «mug»: red-mug:4');
  });
});

describe('a measurement', () => {
  it('is the mean over the queries that have something to find', async () => {
    const [measured] = await measureAll(
      [shop('word,red lamp,red-lamp:3\nword,mug,red-mug:3\nnone,chair,red-mug:0')],
      plain,
    );
    // Found in places 1 and 2: (1 + 1 / log2(3)) / 2.
    expect(measured?.ndcg).toBeCloseTo(0.81546, 4);
    expect(worst(measured!).map(({ query }) => query)).toEqual(['mug', 'red lamp']);
  });

  it('names a query that finds nothing although one of its words does', async () => {
    const every: IndexOf = async (documents) => {
      const { searcher, close } = await plain(documents);
      const none = await searcher.search({
        q: '',
        kind: 'product',
        language: 'en',
        filters: {},
        sort: 'relevance',
        limit: 1,
        at: '',
      });
      return {
        close,
        searcher: { ...searcher, search: (input) => (input.q.includes(' ') ? none : searcher.search(input)) },
      };
    };
    const [measured] = await measureAll([shop('word,red lamp,red-lamp:3\nword,wide sofa,red-lamp:1')], every);
    expect(measured?.silent).toEqual(['red lamp']);
  });

  it('tells which musts an engine breaks', async () => {
    const failures = await broken(plain);
    expect(failures).toContain('a singular finds its irregular plural: «knife» found nothing, not knives');
    expect(failures.some((failure) => failure.startsWith('the same the other way'))).toBe(true);
  });
});
