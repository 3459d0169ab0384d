import type { ProductCard } from '../catalog/public.ts';

/** A product as it is found and shown. `version` is the product's: the highest wins, whatever order changes arrive in. */
export interface SearchDocument {
  readonly id: string;
  readonly version: number;
  readonly card: ProductCard;
}

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

/**
 * The port behind which search can be another engine. `generation` changes whenever answers may: what was computed
 * from them can be kept until then.
 */
export interface SearchEngine {
  /** Stores a product if its version is higher than what is stored; a repeat changes nothing. */
  put(document: SearchDocument): Promise<void>;
  /** Takes a product out, on the same condition. */
  remove(id: string, version: number): Promise<void>;
  /** Brings answers up to date, within a second or two of the changes that are stored. */
  refresh(): Promise<{ readonly generation: number }>;
  search(asked: Asked): Found;
  /** Completions of what is being typed. */
  suggest(q: string, limit: number): string[];
}
