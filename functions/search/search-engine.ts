import type { Flip } from '#lib/lifetime.ts';
import type { ProductSummary, SearchSummary } from '../catalog/public.ts';

/** Exact values that a match must have; compared without regard to case and accents. */
export interface Filters {
  readonly vendor?: string | undefined;
  readonly type?: string | undefined;
  readonly tag?: string | undefined;
}

/** The last hit of a page: the next page starts after it. */
export interface Place {
  readonly id: string;
  readonly score: number;
}

export interface SearchInput {
  readonly q: string;
  readonly filters: Filters;
  readonly limit: number;
  readonly after?: Place | undefined;
  /** As of when it is answered, ISO 8601 in UTC: what is not shown then is not found. */
  readonly at: string;
}

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}
/** Counts of matches by value, the most frequent first; a facet's own filter is left out of its counts. */
export interface Facets {
  readonly vendor: readonly FacetValue[];
  readonly type: readonly FacetValue[];
  readonly tags: readonly FacetValue[];
}

export interface Found {
  readonly summaries: readonly ProductSummary[];
  readonly total: number;
  readonly facets: Facets;
  readonly next: Place | undefined;
  /** The next moment to come at which that changes by the clock, and the next one at which something goes. */
  readonly flips: readonly Flip[];
}

/** Completions of a typed query, and when they change. */
export interface Suggested extends Pick<Found, 'flips'> {
  readonly phrases: readonly string[];
}

/** Queries of an index at one moment. */
export interface Searcher {
  search(input: SearchInput): Found | Promise<Found>;
  /** Answers completions of a typed query, as of a moment (ISO 8601 in UTC). */
  suggest(q: string, limit: number, at: string): Suggested | Promise<Suggested>;
}

/** Port of the search engine. */
export interface SearchEngine {
  /**
   * Stores the products that `read` answers, in the order of the ids, and removes those that are not there. `read` is
   * called after the engine has read its own state, and again for those that another writer stored meanwhile: an older
   * state never replaces a newer one. What it costs beside a write for each changed product is shared by all.
   */
  sync(ids: readonly string[], read: (ids: readonly string[]) => Promise<(SearchSummary | undefined)[]>): Promise<void>;
  /** Reads every stored product that can be found, by its id, for comparison with the catalog. */
  stored(): Promise<ReadonlyMap<string, SearchSummary>>;
  /**
   * Answers the index, a few seconds behind what was stored at most. `generation` changes whenever answers may have
   * changed: replies can be cached by it.
   */
  current(): Promise<Searcher & { readonly generation: number }>;
}
