import * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import type { Reply } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { hasChanged, ProductSummary, type Shown, shownReply, summaryAt } from '../catalog/public.ts';
import type { Found, Searcher, SearchInput } from './engine.ts';
import { settings } from './settings.ts';

const FacetCounts = z.array(
  z.object({
    value: z.string().check(z.describe('A value of the facet.')),
    count: z.int().check(z.describe('Found products that have it.')),
  }),
);

/** A page of hits: product summaries as in the list, counts of all matches by value, and the number of matches. */
export const SearchResult = z.object({
  items: z.array(ProductSummary).check(z.describe('What was found, best first.')),
  facets: z
    .object({
      vendor: FacetCounts.check(z.describe('By vendor.')),
      type: FacetCounts.check(z.describe('By type.')),
      tags: FacetCounts.check(z.describe('By tag.')),
    })
    .check(z.describe('How the whole result divides.')),
  total: z.int().check(z.describe('How many were found in all.')),
  nextCursor: z.nullable(z.string()).check(z.describe('Where to go on; null at the end.')),
});

export const Suggestions = z.object({ items: z.array(z.string()).check(z.describe('Completions, best first.')) });

/** A typed query: up to 200 characters, not all of them blank. */
export const Typed = line(200);

/** A cursor belongs to its query and filters. */
const Place = z.object({ id: z.string(), by: z.union([z.number(), z.string()]) });

const KEEP_ANSWERS = 500;
const kept = new Map<string, Shown>();
let keptFor = '';

/** Answers from memory, unless the index or the clock has changed it since; else makes what is answered. */
const keep = async (
  generation: string,
  name: readonly unknown[],
  make: (at: string) => Promise<Pick<Shown, 'body' | 'flips'>>,
): Promise<Reply> => {
  if (keptFor !== generation || kept.size >= KEEP_ANSWERS) kept.clear();
  keptFor = generation;
  const [key, moment] = [JSON.stringify(name), isoTime(nowMs())];
  const known = kept.get(key);
  if (known && !hasChanged(known, moment)) return shownReply(known);
  const shown = { ...(await make(moment)), moment };
  kept.set(key, shown);
  return shownReply(shown);
};

type Index = Searcher & { readonly generation: string };
type Request = Pick<SearchInput, 'q' | 'filters' | 'limit'> & { readonly cursor?: string | undefined };

/** Answers a page of ranked products. @throws Refusal 400 for a cursor of another query */
export const answerSearch = (index: Index, request: Request): Promise<Reply> =>
  keep(index.generation, ['search', request], async (at) => {
    const { page, flips } = await searchPage(index, request, at);
    return { body: page, flips };
  });

/**
 * Finds a page of ranked products as they are at a moment (ISO 8601 in UTC), and when that changes.
 * @throws Refusal 400 for a cursor of another query
 */
export const searchPage = async (
  index: Searcher,
  { cursor, ...input }: Request,
  at: string,
): Promise<{ page: z.infer<typeof SearchResult> } & Pick<Found, 'flips'>> => {
  const list = JSON.stringify(['search', input.q, input.filters]);
  const place = fromCursor(list, cursor);
  const found = await index.search({
    ...input,
    kind: 'product',
    language: settings().SITE_LANGUAGE,
    sort: 'relevance',
    at,
    after: place && z.parse(Place, place),
  });
  const nextCursor = toCursor(list, found.next && { ...found.next });
  const items = found.hits.flatMap((hit) => (hit.kind === 'product' ? [summaryAt(hit.product, at)] : []));
  const page = { items, facets: found.facets, total: found.total, nextCursor };
  return { page: z.parse(SearchResult, page), flips: found.flips };
};

/** Answers completions of a typed query. */
export const answerSuggest = (index: Index, { q, limit }: { q: string; limit: number }): Promise<Reply> =>
  keep(index.generation, ['suggest', q, limit], async (at) => {
    const { phrases, flips } = await index.suggest({ q, limit, at, language: settings().SITE_LANGUAGE });
    return { body: z.parse(Suggestions, { items: phrases }), flips };
  });
