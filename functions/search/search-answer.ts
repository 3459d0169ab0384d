import * as z from 'zod/mini';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';
import { line } from '#lib/text.ts';
import { SearchSummary } from '../catalog/public.ts';
import type { Searcher, SearchInput } from './search-engine.ts';

const FacetCounts = z.array(
  z.object({
    value: z.string().check(z.describe('A value of the facet.')),
    count: z.int().check(z.describe('Found products that have it.')),
  }),
);

/** A page of hits: product summaries as in the list, counts of all matches by value, and the number of matches. */
export const SearchResult = z.object({
  items: z.array(z.omit(SearchSummary, { version: true })).check(z.describe('What was found, best first.')),
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
const Place = z.object({ id: z.string(), score: z.number() });

/** Cache header of answers: shared caches may answer one for 5 s, and for 30 s more while they fetch a new one. */
const CACHE = 'public, max-age=0, s-maxage=5, stale-while-revalidate=30';
const KEEP_ANSWERS = 500;
const kept = new Map<string, Reply>();
let keptFor = -1;

/** Answers from memory, unless the index has changed since; else makes the reply. */
const keep = async (generation: number, name: string, make: () => Promise<unknown>): Promise<Reply> => {
  if (keptFor !== generation || kept.size >= KEEP_ANSWERS) kept.clear();
  keptFor = generation;
  const known = kept.get(name);
  if (known) return known;
  const json = JSON.stringify(await make());
  const reply = document(json, etagOf(json), CACHE);
  kept.set(name, reply);
  return reply;
};

type Index = Searcher & { readonly generation: number };
type Request = Omit<SearchInput, 'after'> & { readonly cursor?: string | undefined };

/** Answers a page of ranked products. @throws Refusal 400 for a cursor of another query */
export const answerSearch = (index: Index, request: Request): Promise<Reply> =>
  keep(index.generation, JSON.stringify(['search', request]), () => searchPage(index, request));

/** Finds a page of ranked products. @throws Refusal 400 for a cursor of another query */
export const searchPage = async (
  index: Searcher,
  { cursor, ...input }: Request,
): Promise<z.infer<typeof SearchResult>> => {
  const list = JSON.stringify(['search', input.q, input.filters]);
  const place = fromCursor(list, cursor);
  const found = await index.search({ ...input, after: place && z.parse(Place, place) });
  const nextCursor = toCursor(list, found.next && { ...found.next });
  return z.parse(SearchResult, { items: found.summaries, facets: found.facets, total: found.total, nextCursor });
};

/** Answers completions of a typed query. */
export const answerSuggest = (index: Index, { q, limit }: { q: string; limit: number }): Promise<Reply> =>
  keep(index.generation, JSON.stringify(['suggest', q, limit]), async () =>
    z.parse(Suggestions, { items: await index.suggest(q, limit) }),
  );
