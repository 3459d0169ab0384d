import { rankedIndex } from '../../../functions/search/ranked-index.ts';
import type { IndexOf } from './measure.ts';

/** Today's index in memory, for comparison until it leaves. */
const memory: IndexOf = (documents) => {
  const index = rankedIndex();
  for (const { shown } of documents) if (shown.kind === 'product') index.put(shown.product);
  return {
    close: () => undefined,
    searcher: {
      search: ({ q, limit, at }) => {
        const { summaries, total } = index.search({ q, limit, at, filters: {} });
        const facets = { vendor: [], type: [], tags: [], collections: [], options: [], price: null, available: 0 };
        const hits = summaries.map((product) => ({ kind: 'product' as const, product: { ...product, version: 1 } }));
        return { hits, total, approximate: false, facets, next: undefined, flips: [] };
      },
      suggest: ({ q, limit, at }) => index.suggest(q, limit, at),
      byIds: () => new Map(),
    },
  };
};

/** The engines that can be measured; the first one is, when none is named. */
export const engines = { memory } as const satisfies Readonly<Record<string, IndexOf>>;
export type EngineName = keyof typeof engines;
export const engineNames = Object.keys(engines) as [EngineName, ...EngineName[]];
