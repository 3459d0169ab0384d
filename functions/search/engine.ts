import type { Flip } from '#lib/lifetime.ts';
import type { SearchDocument } from './document.ts';

/** What results are sorted by; `relevance` without words is what sells most. */
export const sorts = ['relevance', 'newest', 'price-asc', 'price-desc', 'title'] as const;
export type Sort = (typeof sorts)[number];

/** What a hit must have: of each field one of its values, compared without regard to case and accents. */
export interface Filters {
  readonly vendor?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly tag?: readonly string[] | undefined;
  /** Slugs of collections. */
  readonly collection?: readonly string[] | undefined;
  /** By name of an option: `{ Colour: ['Blue', 'Red'] }`. */
  readonly options?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The lowest price of a product as of the moment, in minor units, ends included. */
  readonly price?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined;
  readonly available?: boolean | undefined;
}

/**
 * The last hit of a page: the next page starts after it. `by` says where it was, for when it is gone: what it is sorted by (a
 * price, a date, a title), or how many hits were before it where that is a score.
 */
export interface Place {
  readonly id: string;
  readonly by: number | string;
}

export interface SearchInput {
  /** As it was typed; every character is text. Blank: everything that the filters leave. */
  readonly q: string;
  readonly kind: SearchDocument['kind'];
  /** BCP 47, of the words that are asked for: `en`, `de`, `ja`. */
  readonly language: string;
  readonly filters: Filters;
  readonly sort: Sort;
  readonly limit: number;
  readonly after?: Place | undefined;
  /** Ids that are left out of the hits, and counted (they are pinned in front of them). */
  readonly without?: readonly string[] | undefined;
  /** Sets of words or phrases that mean the same: each is asked for in the place of another. */
  readonly synonyms?: readonly (readonly string[])[] | undefined;
  /** As of when it is answered, ISO 8601 in UTC: what is not shown then is not found. */
  readonly at: string;
}

export interface FacetValue {
  readonly value: string;
  readonly count: number;
}
/** Counts of matches by value, the most frequent first, 20 at most; a facet’s own filter is left out of its counts. */
export interface Facets {
  readonly vendor: readonly FacetValue[];
  readonly type: readonly FacetValue[];
  readonly tags: readonly FacetValue[];
  readonly collections: readonly FacetValue[];
  readonly options: readonly { readonly name: string; readonly values: readonly FacetValue[] }[];
  /** Lowest and highest price of the matches, in minor units; null without one. */
  readonly price: { readonly min: number; readonly max: number } | null;
  readonly available: number;
}

export interface Found {
  /** Best first, as they are stored: catalog's `summaryAt` prices them. */
  readonly hits: readonly SearchDocument['shown'][];
  readonly total: number;
  /** More matched than are ranked (20,000): `total` and the counts are of those that were looked at. */
  readonly approximate: boolean;
  readonly facets: Facets;
  readonly next: Place | undefined;
  /** The next moment to come at which that changes by the clock, and the next one at which something goes. */
  readonly flips: readonly Flip[];
}

/** Completions of a typed query, and when they change. */
export interface Suggested extends Pick<Found, 'flips'> {
  readonly phrases: readonly string[];
}

export interface SuggestInput {
  readonly q: string;
  readonly language: string;
  readonly limit: number;
  readonly at: string;
}

/** Queries of one state of an index. */
export interface Searcher {
  search(input: SearchInput): Found | Promise<Found>;
  /** Completes a typed query by titles, vendors, types and collections. */
  suggest(input: SuggestInput): Suggested | Promise<Suggested>;
  /** Answers those of some documents that are in the index and shown at a moment, by their id (for pins). */
  byIds(ids: readonly string[], at: string): ReadonlyMap<string, SearchDocument['shown']> | Promise<ReadonlyMap<string, SearchDocument['shown']>>; // biome-ignore format: one line
}

/** Reads documents as their modules have them now, strongly, in the order of the ids; undefined: not to be found. */
export type ReadDocuments = (ids: readonly string[]) => Promise<(SearchDocument | undefined)[]>;

/** Where all documents come from, for an index that is made anew. */
export interface Sources {
  readonly read: ReadDocuments;
  /**
   * Lists a page of the ids of everything that may be found, at most 100. `cursor` is text that can be stored and gone on
   * from by another process; undefined at the beginning, and at the end.
   */
  list(cursor: string | undefined): Promise<{ readonly ids: readonly string[]; readonly cursor: string | undefined }>;
}

/** Port of the search engine: the embedded one (embedded/, generations/) and OpenSearch (opensearch/). */
export interface SearchEngine {
  /**
   * Takes in the documents that `read` answers, and removes those that are not there, so that they are found so within 6 s.
   * `read` is called after the engine has noted where it stands, and again when another writer was faster: an older state
   * never stays in the place of a newer one. A repeat changes nothing that can be seen.
   */
  take(ids: readonly string[], read: ReadDocuments): Promise<void>;
  /** Answers the index, at most a few seconds behind what was taken. `generation` changes whenever answers may have changed. */
  current(): Promise<Searcher & { readonly generation: string }>;
  /**
   * Does the next part of what keeps the index good (a new generation when one is due, or when `anew` asks for one), in at
   * most `untilMs` (since 1970); whoever is ended in the middle is gone on from by the next run.
   */
  maintain(sources: Sources, options: { readonly anew: boolean; readonly untilMs: number }): Promise<void>;
}
