import type { SearchDocument } from '../../../functions/search/document.ts';
import type { Searcher, SearchInput } from '../../../functions/search/engine.ts';
import type { JudgedQuery, JudgedShop } from './judged-shop.ts';
import { mean, ndcg } from './ndcg.ts';

/** An index of some documents, and how it is put away. */
export interface OpenIndex {
  readonly searcher: Searcher;
  close(): void | Promise<void>;
}
/** Makes an index of documents: what an engine is for a measurement. */
export type IndexOf = (documents: readonly SearchDocument[]) => OpenIndex | Promise<OpenIndex>;

export interface Rated extends Pick<JudgedQuery, 'kind' | 'query'> {
  /** Undefined where nothing has a positive grade. */
  readonly ndcg: number | undefined;
  readonly hits: readonly string[];
}
export interface Measured {
  readonly name: string;
  readonly ndcg: number;
  readonly queries: readonly Rated[];
  /** Queries that found nothing although one of their words alone finds something. */
  readonly silent: readonly string[];
}

const DEPTH = 10;
/** Any moment: no price and no product of these shops goes by the clock. */
export const NOON = '2026-06-01T12:00:00.000Z';

/** Asks for products by words alone. */
export const ask = async (searcher: Searcher, q: string, language: string, more: Partial<SearchInput> = {}) => {
  const input: SearchInput = { q, language, kind: 'product', filters: {}, sort: 'relevance', limit: DEPTH, at: NOON };
  const { hits } = await searcher.search({ ...input, ...more });
  return hits.map((hit) => (hit.kind === 'product' ? hit.product.id : String(hit.entry['id'])));
};

/** Rates each judged query of a shop by its first ten hits. */
export const measure = async ({ name, language, queries }: JudgedShop, searcher: Searcher): Promise<Measured> => {
  const rated: Rated[] = [];
  const silent: string[] = [];
  for (const { kind, query, grades } of queries) {
    const hits = await ask(searcher, query, language);
    rated.push({ kind, query, hits, ndcg: ndcg(hits, grades, DEPTH) });
    if (hits.length > 0) continue;
    const alone = await Promise.all(query.split(/\s+/).map((word) => ask(searcher, word, language, { limit: 1 })));
    if (alone.some((found) => found.length > 0)) silent.push(query);
  }
  return { name, ndcg: mean(rated.map((one) => one.ndcg)), queries: rated, silent };
};

/** Measures shops, each in an index of its own. */
export const measureAll = async (shops: readonly JudgedShop[], indexOf: IndexOf): Promise<Measured[]> => {
  const measured: Measured[] = [];
  for (const shop of shops) {
    const index = await indexOf(shop.documents);
    try {
      measured.push(await measure(shop, index.searcher));
    } finally {
      await index.close();
    }
  }
  return measured;
};

/** Every query that has a rate, the worst first. */
export const worst = (measured: Measured): (Rated & { readonly ndcg: number })[] =>
  measured.queries
    .flatMap((one) => (one.ndcg === undefined ? [] : [{ ...one, ndcg: one.ndcg }]))
    .sort((a, b) => a.ndcg - b.ndcg);
