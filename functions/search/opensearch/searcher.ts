import type { API } from '@opensearch-project/opensearch';
import * as z from 'zod/mini';
import type { Flip } from '#lib/lifetime.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { fold } from '../analysis/fold.ts';
import { piecesOf } from '../analysis/pieces.ts';
import { SearchDocument } from '../document.ts';
import type { Found, Place, Searcher, SearchInput, Sort, Suggested, SuggestInput } from '../engine.ts';
import { type Cluster, ClusterRefused } from './cluster.ts';
import {
  type Aggregations,
  type Answered,
  countIn,
  countsOf,
  facetsIn,
  flipsAsked,
  flipsIn,
  isApproximate,
} from './facets.ts';
import { filtersOf, priceAt, shownAt } from './filters.ts';
import { all, askedOf, completing, type Query, type Words, wordsOf } from './words-query.ts';

/** Hits of strict tiers from which on looser ones are not asked: a page of them. */
const ENOUGH = 20;
/** Documents whose phrases may complete a query, those that sell most. */
const LOOKED_AT = 100;

type Order = NonNullable<API.Search_RequestBody['sort']>;

/** What has no price comes at the end, either way; numbers that JavaScript has exactly. */
const priceOrder = (order: 'asc' | 'desc', at: string) => ({
  'prices.min': {
    order,
    missing: order === 'asc' ? Number.MAX_SAFE_INTEGER : -1,
    nested: { path: 'prices', filter: all(priceAt(at)) },
  },
});
const orderOf = (sort: Sort, isBlank: boolean, at: string): Order => {
  const leading: Readonly<Record<Sort, readonly unknown[]>> = {
    relevance: [...(isBlank ? [] : [{ _score: 'desc' }]), { units: 'desc' }],
    newest: [{ createdAt: 'desc' }],
    'price-asc': [priceOrder('asc', at)],
    'price-desc': [priceOrder('desc', at)],
    title: [],
  };
  return [...leading[sort], { order: 'asc' }, { id: 'asc' }] as Order;
};

/** Where a page ended: what its last hit is sorted by. */
const Keys = z.array(z.union([z.number(), z.string()])).check(z.minLength(2), z.maxLength(4));
const keysOf = (place: Place | undefined): (string | number)[] | undefined => {
  if (place === undefined) return undefined;
  try {
    return z.safeParse(Keys, JSON.parse(String(place.by))).data;
  } catch {
    // One that the other engine made, before the stage changed: its list begins again.
    return undefined;
  }
};

const Source = z.object({ shown: SearchDocument.shape.shown, phrases: z.array(z.string()) });
type Hit = API.Search_ResponseBody['hits']['hits'][number];
const sourceOf = (hit: Hit) => z.parse(Source, hit._source);

const nothing: Found = {
  hits: [],
  total: 0,
  approximate: false,
  facets: { vendor: [], type: [], tags: [], collections: [], options: [], price: null, available: 0 },
  next: undefined,
  flips: [],
};

/** Queries of the generation that an alias leads to. */
export const searcherOf = (cluster: Cluster, alias: string): Searcher => {
  const ask = async (body: Omit<API.Search_RequestBody, 'aggs'> & { aggs?: Aggregations }) => {
    try {
      const found = await cluster.search(alias, body as API.Search_RequestBody);
      return { hits: found.hits.hits, answered: (found.aggregations ?? {}) as unknown as Answered };
    } catch (error) {
      if (!(error instanceof ClusterRefused && error.type === 'index_not_found_exception')) throw error;
      throw new RetryableError('the first generation of this search is not made yet', { cause: error });
    }
  };

  /** Asks what of a query anything has, where it has several words. */
  const probed = async ({ probes }: Words, kind: Query) => {
    if (Object.keys(probes).length === 0) return () => true;
    const aggs = Object.fromEntries(Object.entries(probes).map(([name, query]) => [name, { filter: query }]));
    const { answered } = await ask({ size: 0, query: all([kind]), aggs });
    return (probe: string): boolean => countIn(answered, probe) > 0;
  };

  const search = async (input: SearchInput): Promise<Found> => {
    const { at, limit, sort, without = [] } = input;
    const kind: Query = { term: { kind: { value: input.kind } } };
    const isBlank = input.q.trim() === '';
    const words = isBlank ? undefined : wordsOf(input);
    if (!isBlank && !words) return nothing;
    const asked = words && askedOf(words, await probed(words, kind));
    const filters = filtersOf(input.filters, at);
    const after = keysOf(input.after);
    const left: Query[] = without.length > 0 ? [{ bool: { must_not: [{ terms: { id: [...without] } }] } }] : [];

    const page = (query: Query | undefined) =>
      ask({
        query: { bool: { filter: [kind], ...(query ? { must: [query] } : {}) } },
        // Behind the counts: those of a facet leave its own filter out.
        post_filter: all([...shownAt(at), ...filters.map((filter) => filter.query), ...left]),
        aggs: countsOf(filters, at),
        sort: orderOf(sort, isBlank, at),
        size: limit + 1,
        track_total_hits: false,
        ...(after ? { search_after: after } : {}),
      });
    let { hits, answered } = await page(asked?.strict);
    if (asked && countIn(answered, 'found') < ENOUGH) ({ hits, answered } = await page(asked.loose));

    const shown = hits.slice(0, limit);
    const last = hits.length > limit ? shown.at(-1) : undefined;
    return {
      hits: shown.map((hit) => sourceOf(hit).shown),
      total: countIn(answered, 'total'),
      approximate: isApproximate(answered),
      facets: facetsIn(answered, filters),
      next: last && { id: String(last._id), by: JSON.stringify(last.sort) },
      flips: flipsIn(answered),
    };
  };

  const suggest = async ({ q, language, limit, at }: SuggestInput): Promise<Suggested> => {
    const query = completing(q, language);
    if (!query) return { phrases: [], flips: [] };
    const typed = piecesOf(q).map(({ text }) => text);
    const completes = (phrase: string): boolean => {
      const words = piecesOf(phrase).map(({ text }) => text);
      return typed.every((part) => words.some((word) => word.startsWith(part)));
    };
    const { hits, answered } = await ask({
      query,
      post_filter: all(shownAt(at)),
      aggs: flipsAsked(at),
      sort: [{ units: 'desc' }, { order: 'asc' }, { id: 'asc' }] as Order,
      size: LOOKED_AT,
      track_total_hits: false,
    });
    const phrases = new Map<string, string>();
    for (const phrase of hits.flatMap((hit) => sourceOf(hit).phrases))
      if (!phrases.has(fold(phrase)) && completes(phrase)) phrases.set(fold(phrase), phrase);
    if (phrases.size > 0) return { phrases: [...phrases.values()].slice(0, limit), flips: flipsIn(answered) };
    return titlesOf({ q, language, limit, at });
  };

  /** Of words that are spread over fields, or misspelt, the titles of the hits are the completions. */
  const titlesOf = async (input: SuggestInput): Promise<Suggested> => {
    const kinds = ['product', 'entry'] as const;
    const found = await Promise.all(kinds.map((kind) => search({ ...input, kind, filters: {}, sort: 'relevance' })));
    const titles = found.flatMap(({ hits }) =>
      hits.map((hit) => (hit.kind === 'product' ? hit.product.title : String(hit.entry['title'] ?? ''))),
    );
    const distinct = new Map(
      titles
        .toReversed()
        .filter(Boolean)
        .map((title) => [fold(title), title]),
    );
    return {
      phrases: [...distinct.values()].reverse().slice(0, input.limit),
      flips: soonest(found.flatMap(({ flips }) => flips)),
    };
  };

  const byIds = async (ids: readonly string[], at: string) => {
    if (ids.length === 0) return new Map();
    const query = all([{ terms: { id: [...ids] } }, ...shownAt(at)]);
    const { hits } = await ask({ query, size: ids.length, track_total_hits: false });
    return new Map(hits.map((hit) => [String(hit._id), sourceOf(hit).shown]));
  };

  return { search, suggest, byIds };
};

/** Of several answers’ flips the next one, and the next one that takes something away. */
const soonest = (flips: readonly Flip[]): Flip[] => {
  const sorted = flips.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const taken = sorted.find(({ takesAway }) => takesAway);
  const next = sorted[0];
  return next && next !== taken ? [next, ...(taken ? [taken] : [])] : sorted.slice(0, 1);
};
