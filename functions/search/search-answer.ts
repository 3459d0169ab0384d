import * as z from 'zod/mini';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { Money } from '#lib/money.ts';
import { catalogSettings, ProductSummary, type Shown, summaryAt, summaryFlips } from '../catalog/public.ts';
import { EntryCard } from '../content/public.ts';
import type { Facets, Found, Searcher, SearchInput } from './engine.ts';
import { keep } from './kept-answers.ts';
import type { KnownRules } from './merchandising/known-rules.ts';
import { pinnedFor } from './merchandising/pins.ts';
import { Warning } from './merchandising/rules.ts';
import { synonymsIn } from './merchandising/synonyms.ts';
import type { SearchRequest } from './search-query.ts';

const FacetCounts = z.array(
  z.object({
    value: z.string().check(z.describe('A value of the facet.')),
    count: z.int().check(z.describe('How many of what was found have it.')),
  }),
);

/** A page of hits, counts of all matches by value, and the number of matches. */
export const SearchResult = z.object({
  items: z
    .array(z.union([ProductSummary, EntryCard]))
    .check(z.describe('What was found, best first: products as lists have them, or cards of entries.')),
  facets: z
    .object({
      vendor: FacetCounts.check(z.describe('By vendor.')),
      type: FacetCounts.check(z.describe('By type; entries by the slug of their section.')),
      tags: FacetCounts.check(z.describe('By tag.')),
      collections: FacetCounts.check(z.describe('By the slug of a collection.')),
      options: z
        .array(
          z.object({
            name: z.string().check(z.describe('An option.')),
            values: FacetCounts.check(z.describe('By its values.')),
          }),
        )
        .check(z.describe('By option.')),
      price: z
        .nullable(
          z.object({ min: Money.check(z.describe('The lowest.')), max: Money.check(z.describe('The highest.')) }),
        )
        .check(z.describe('The lowest and the highest of the lowest prices of products; null without one.')),
      available: z.int().check(z.describe('Products of which some are left.')),
    })
    .check(
      z.describe('How the whole result divides, 20 values of each; a facet’s own filter is left out of its counts.'),
    ),
  total: z.int().check(z.describe('How many were found in all.')),
  approximate: z
    .boolean()
    .check(z.describe('Whether more match than are ranked (20,000): total and counts are of those.')),
  nextCursor: z.nullable(z.string()).check(z.describe('Where to go on; null at the end.')),
  pinned: z
    .optional(z.array(z.string()))
    .check(z.describe('Ids of those items that staff has pinned before all others; absent without any.')),
  warnings: z
    .optional(z.array(Warning))
    .check(z.describe('What of synonyms and pins was passed over; absent when all of it counted.')),
});
export type SearchResult = z.infer<typeof SearchResult>;

/** Where a page goes on: behind a hit, or behind so many pinned ones. A cursor belongs to its query and filters. */
const Going = z.union([
  z.object({ pins: z.int() }),
  z.object({ id: z.string(), by: z.union([z.number(), z.string()]) }),
]);

/** An index, and what staff added to it. */
export interface Index {
  readonly searcher: Searcher;
  readonly rules: KnownRules;
  /** Changes whenever answers may have changed. */
  readonly state: string;
}

/** Answers a page of what is found, as it is now, from memory where it can. @throws Refusal 400 for a cursor of another query */
export const answerSearch = (index: Index, request: SearchRequest): Promise<Shown<SearchResult>> =>
  keep(index.state, ['search', request], (at) => searchPage(index, request, at));

type Page = { readonly body: SearchResult; readonly passing: boolean } & Pick<Found, 'flips'>;

/** Finds a page as it is at a moment (ISO 8601 in UTC), and when that changes. @throws Refusal 400 */
const searchPage = async ({ searcher, rules }: Index, request: SearchRequest, at: string): Promise<Page> => {
  const { cursor, limit, ...asked } = request;
  const list = JSON.stringify(['search', asked]);
  const place = fromCursor(list, cursor);
  const going = place ? z.parse(Going, place) : { pins: 0 };
  const { synonyms, warnings } = synonymsIn(asked.q, rules.sets, rules.wordsOf);
  const pins = await pinsOf(searcher, rules, asked, at);
  const from = 'pins' in going ? going.pins : pins.shown.length;
  const first = pins.shown.slice(from, from + limit);
  const room = limit - first.length;
  const found = await searcher.search({
    ...asked,
    // Without room the hits are not shown, and all else is.
    limit: Math.max(1, room),
    at,
    after: 'pins' in going ? undefined : going,
    without: pins.shown.map(({ id }) => id),
    synonyms,
  });
  const hits = room > 0 ? found.hits : [];
  const behindPins = pins.shown.length > from + first.length || found.hits.length > 0;
  const next = room > 0 ? found.next : behindPins ? { pins: from + first.length } : undefined;
  const told = [...warnings, ...pins.warnings];
  const body: SearchResult = {
    items: [...first, ...hits.map((hit) => itemOf(hit, at))],
    facets: facetsOf(found.facets),
    // What is pinned may have none of the words.
    total: Math.max(found.total, pins.shown.length),
    approximate: found.approximate,
    nextCursor: toCursor(list, next && { ...next }),
    ...(first.length > 0 ? { pinned: first.map(({ id }) => id) } : {}),
    ...(told.length > 0 ? { warnings: told } : {}),
  };
  return { body, flips: [...found.flips, ...pins.flips], passing: pins.passing };
};

const itemOf = (hit: Found['hits'][number], at: string): SearchResult['items'][number] =>
  hit.kind === 'product' ? z.parse(ProductSummary, summaryAt(hit.product, at)) : z.parse(EntryCard, hit.entry);

const facetsOf = ({ price, ...facets }: Facets): SearchResult['facets'] => {
  const money = (amount: number): Money => ({ amount, currency: catalogSettings().SHOP_CURRENCIES[0] ?? 'EUR' });
  const { vendor, type, tags, collections, options } = facets;
  const counts = (values: Facets['vendor']) => values.map(({ value, count }) => ({ value, count }));
  return {
    vendor: counts(vendor),
    type: counts(type),
    tags: counts(tags),
    collections: counts(collections),
    options: options.flatMap(({ name, values }) => (values.length > 0 ? [{ name, values: counts(values) }] : [])),
    price: price && { min: money(price.min), max: money(price.max) },
    available: facets.available,
  };
};

/**
 * Finds what is pinned for a query without a filter, or for one collection without words, in the order of relevance. What is
 * not sold or not shown is passed over; when it will be is not known here, so such an answer is not kept.
 */
const pinsOf = async (
  searcher: Searcher,
  rules: KnownRules,
  { q, kind, sort, filters }: Pick<SearchInput, 'q' | 'kind' | 'sort' | 'filters'>,
  at: string,
): Promise<{ shown: ProductSummary[]; warnings: Warning[]; flips: Found['flips']; passing: boolean }> => {
  const { collection = [], ...others } = filters;
  const isFiltered = Object.values(others).some((one) => one !== undefined);
  const isPlain = kind === 'product' && sort === 'relevance' && !isFiltered && collection.length <= 1;
  if (!isPlain || (q !== '' && collection.length > 0)) return { shown: [], warnings: [], flips: [], passing: false };
  const { ids, flips } = pinnedFor({ q, collection: collection[0] }, rules.pins, rules.armed, at, rules.wordsOf);
  const there = ids.length > 0 ? await searcher.byIds(ids, at) : new Map();
  const products = ids.flatMap((id) => {
    const found = there.get(id);
    return found?.kind === 'product' ? [found.product] : [];
  });
  const gone = ids.length - products.length;
  const detail = gone === 1 ? 'One pinned product is not shown.' : `${gone} pinned products are not shown.`;
  return {
    shown: products.map((product) => z.parse(ProductSummary, summaryAt(product, at))),
    warnings: gone > 0 ? [{ code: 'pin-not-sold', detail }] : [],
    flips: [...flips, ...products.flatMap((product) => summaryFlips(product, at))],
    passing: gone > 0,
  };
};
