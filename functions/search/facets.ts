import { fold, type SearchSummary } from '../catalog/public.ts';
import type { Facets, FacetValue, Filters } from './search-engine.ts';

/** Values that are answered of one facet. */
const VALUES = 20;

const fields = ['vendor', 'type', 'tag'] as const;
type Field = (typeof fields)[number];

/** The values of a product by facet, under their folded key. */
export type FacetKeys = Readonly<Record<Field, ReadonlyMap<string, string>>>;

const keyed = (values: readonly (string | null)[]): ReadonlyMap<string, string> =>
  new Map(values.flatMap((value) => (value === null ? [] : [[fold(value), value]])));

/** Folds the values that a product has by facet. */
export const facetKeysOf = ({ vendor, type, tags }: SearchSummary): FacetKeys => ({
  vendor: keyed([vendor]),
  type: keyed([type]),
  tag: keyed(tags),
});

/** Filters under their folded key. */
export type FoldedFilters = readonly (readonly [Field, string])[];

/** Folds filters, those that are set. */
export const foldedFilters = (filters: Filters): FoldedFilters =>
  fields.flatMap((field): FoldedFilters => {
    const wanted = filters[field];
    return wanted === undefined ? [] : [[field, fold(wanted)]];
  });

/** Answers whether a product has every value that is filtered by; `except` leaves one filter out. */
export const passes = (keys: FacetKeys, filters: FoldedFilters, except?: Field): boolean =>
  filters.every(([field, wanted]) => field === except || keys[field].has(wanted));

const countsOf = (matches: readonly FacetKeys[], filters: FoldedFilters, field: Field): FacetValue[] => {
  const counts = new Map<string, { key: string; value: string; count: number }>();
  for (const keys of matches) {
    if (!passes(keys, filters, field)) continue;
    for (const [key, value] of keys[field]) {
      const known = counts.get(key);
      if (known) known.count += 1;
      else counts.set(key, { key, value, count: 1 });
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .slice(0, VALUES)
    .map(({ value, count }) => ({ value, count }));
};

/**
 * Counts the values of a query's matches. A facet's own filter is left out of its counts, so that they show the other
 * choices.
 */
export const facetsOf = (matches: readonly FacetKeys[], filters: FoldedFilters): Facets => ({
  vendor: countsOf(matches, filters, 'vendor'),
  type: countsOf(matches, filters, 'type'),
  tags: countsOf(matches, filters, 'tag'),
});
