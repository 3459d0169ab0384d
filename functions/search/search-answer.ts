import * as z from 'zod/mini';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { document, etagOf, type Reply } from '#lib/reply.ts';
import { ProductCard } from '../catalog/public.ts';
import type { Asked, Searcher } from './search-engine.ts';

const FacetCounts = z.array(z.object({ value: z.string(), count: z.int() }));

/** A page of what was found: product cards as in the list, counts of all matches by value, and how many there are. */
export const SearchResult = z.object({
  items: z.array(z.omit(ProductCard, { tags: true, version: true })),
  facets: z.object({ vendor: FacetCounts, type: FacetCounts, tags: FacetCounts }),
  total: z.int(),
  nextCursor: z.nullable(z.string()),
});

export const Suggestions = z.object({ items: z.array(z.string()) });

/** What people type: up to 200 characters, at least one of them no blank. */
export const Typed = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));

/** A cursor belongs to its query and filters. */
const Place = z.object({ id: z.string(), score: z.number() });

/** How long shared caches may keep an answer, in seconds; after that it may be shown while a new one is fetched. */
const CACHE = 'public, max-age=0, s-maxage=5, stale-while-revalidate=30';
const KEEP_ANSWERS = 500;
const kept = new Map<string, Reply>();
let keptFor = -1;

/** An answer as it was made before, unless the index has changed since. */
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
type Request = Omit<Asked, 'after'> & { readonly cursor?: string | undefined };

/** A page of the ranked products. */
export const answerSearch = (index: Index, { cursor, ...asked }: Request): Promise<Reply> =>
  keep(index.generation, JSON.stringify(['search', asked, cursor]), async () => {
    const list = JSON.stringify(['search', asked.q, asked.filters]);
    const place = fromCursor(list, cursor);
    const found = await index.search({ ...asked, after: place && z.parse(Place, place) });
    const nextCursor = toCursor(list, found.next && { ...found.next });
    return z.parse(SearchResult, { items: found.cards, facets: found.facets, total: found.total, nextCursor });
  });

/** Completions of what is being typed. */
export const answerSuggest = (index: Index, { q, limit }: { q: string; limit: number }): Promise<Reply> =>
  keep(index.generation, JSON.stringify(['suggest', q, limit]), async () =>
    z.parse(Suggestions, { items: await index.suggest(q, limit) }),
  );
