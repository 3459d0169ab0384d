import type { API } from '@opensearch-project/opensearch';

/** BM25's weights by field: what the embedded engine gives its columns. */
export const weights = {
  title: 4,
  type: 2,
  vendor: 1.5,
  more: 1,
  collections: 0.5,
  description: 0.5,
} as const;

/** Terms that our own analysis has made: the cluster splits them at blanks, and does nothing else. */
const terms = { type: 'text', analyzer: 'whitespace' } as const;
/** Terms that are looked up and not ranked by: how long their field is says nothing. */
const lookedUp = { ...terms, norms: false } as const;
const keyword = { type: 'keyword' } as const;
const moment = { type: 'date', format: 'strict_date_time' } as const;

/** The facets of a document, whose values are filtered by and counted. */
export const facetNames = ['vendor', 'type', 'tag', 'collection', 'optionName', 'option'] as const;
export type FacetName = (typeof facetNames)[number];
/** What is filtered by: folded. */
export const keyField = (facet: FacetName): string => `${facet}Key`;
/** What is counted: folded, and behind it as it is written. */
export const labelField = (facet: FacetName): string => `${facet}Label`;

/**
 * What an index is created with. Strict: a field that is not stated is refused, not guessed. The terms are not kept in
 * `_source`: a generation is made from what the shop's modules say, never from another index.
 * @param writeAlias what documents are sent to: an index that is gone is not made anew by them
 */
export const indexBody = (shards: number, writeAlias: string): API.Indices_Create_RequestBody => ({
  settings: {
    index: {
      number_of_shards: shards,
      // Stated, so that an index that nobody asks for a while goes on refreshing ("search idle").
      refresh_interval: '1s',
    },
  },
  mappings: {
    dynamic: 'strict',
    _source: { includes: ['shown', 'phrases'] },
    properties: {
      id: keyword,
      /** A tombstone: removed at its version. */
      gone: { type: 'boolean' },
      kind: keyword,
      title: terms,
      type: terms,
      vendor: terms,
      more: terms,
      collections: terms,
      description: terms,
      words: lookedUp,
      completed: lookedUp,
      identifiers: keyword,
      starts: keyword,
      ...Object.fromEntries(facetNames.flatMap((name) => [[keyField(name), keyword], [labelField(name), keyword]])),
      order: keyword,
      units: { type: 'long' },
      popularity: { type: 'float' },
      createdAt: moment,
      available: { type: 'boolean' },
      visibleFrom: moment,
      visibleUntil: moment,
      prices: { type: 'nested', dynamic: 'strict', properties: { from: moment, until: moment, min: { type: 'long' } } },
      shown: { type: 'object', enabled: false },
      phrases: { type: 'object', enabled: false },
    },
  },
  aliases: { [writeAlias]: {} },
}); // biome-ignore format: columns
