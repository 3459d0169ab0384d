import type { ProductCard } from '../catalog/public.ts';

/** Exact values that a match must have; compared without regard to case and accents. */
export interface Filters {
  readonly vendor?: string | undefined;
  readonly type?: string | undefined;
  readonly tag?: string | undefined;
}

/** The last hit of a page: the next one begins behind it. */
export interface Place {
  readonly id: string;
  readonly score: number;
}

export interface Asked {
  readonly q: string;
  readonly filters: Filters;
  readonly limit: number;
  readonly after?: Place | undefined;
}

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}
/** How many matches have each value, the most frequent first; a facet's own filter is left out of its count. */
export interface Facets {
  readonly vendor: readonly FacetValue[];
  readonly type: readonly FacetValue[];
  readonly tags: readonly FacetValue[];
}

export interface Found {
  readonly cards: readonly ProductCard[];
  readonly total: number;
  readonly facets: Facets;
  readonly next: Place | undefined;
}

/** What can be asked of an index at one moment. */
export interface Searcher {
  search(asked: Asked): Found | Promise<Found>;
  /** Completions of what is being typed. */
  suggest(q: string, limit: number): string[] | Promise<string[]>;
}

/** The port behind which search can be another engine. */
export interface SearchEngine {
  /**
   * Stores what `read` says of a product now, or takes it out when it says nothing. `read` is called after the engine
   * has looked at its own state, and again when somebody else stored meanwhile: the last word is never an old one.
   */
  sync(id: string, read: () => Promise<ProductCard | undefined>): Promise<void>;
  /** Every product that is stored to be found, by its id; to be compared with the catalog now and then. */
  stored(): Promise<ReadonlyMap<string, ProductCard>>;
  /**
   * The index, a few seconds behind what was stored at most. `generation` changes whenever answers may have: what was
   * made of them can be kept until then.
   */
  current(): Promise<Searcher & { readonly generation: number }>;
}
