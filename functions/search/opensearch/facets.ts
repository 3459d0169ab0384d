import type { Flip } from '#lib/lifetime.ts';
import type { Facets, FacetValue } from '../engine.ts';
import { type Filter, priceAt, shownAt } from './filters.ts';
import { type FacetName, labelField } from './index-body.ts';
import { BEGINNING, labelParts, NEVER } from './stored-document.ts';
import type { Query } from './words-query.ts';

/** Aggregations as far as they are asked here. The client's own types have lost `field`, which the published description has. */
export interface Aggregation {
  readonly filter?: Query;
  readonly nested?: { readonly path: string };
  readonly terms?: { readonly field: string; readonly size: number };
  readonly min?: { readonly field: string };
  readonly max?: { readonly field: string };
  readonly aggs?: Aggregations;
}
export type Aggregations = Readonly<Record<string, Aggregation>>;

/** Values that are answered of one facet; more are asked for, since labels that fold to the same are one. */
const VALUES = 20;
const ASKED = 100;
/** Values of all options together. */
const OF_OPTIONS = 1000;

const filtered = (filter: readonly Query[], aggs: Aggregations) => ({
  filter: { bool: { filter: [...filter] } },
  aggs,
});
const labels = (facet: FacetName, size = ASKED): Aggregations => ({
  labels: { terms: { field: labelField(facet), size } },
});

const flipping = (field: 'visibleFrom' | 'visibleUntil', at: string) =>
  filtered([{ range: { [field]: { gt: at, lt: NEVER } } }], { next: { min: { field } } });

/**
 * Asks for everything that is counted of a query’s matches: each facet under all filters but its own, what is found in
 * all, and when that changes by the clock.
 */
export const countsOf = (filters: readonly Filter[], at: string): Aggregations => {
  const but = (...own: readonly string[]): Query[] => [
    ...shownAt(at),
    ...filters.filter(({ name }) => !own.includes(name)).map(({ query }) => query),
  ];
  const prices = (aggs: Aggregations): Aggregations => ({
    prices: { nested: { path: 'prices' }, aggs: { now: filtered(priceAt(at), aggs) } },
  });
  const ofOptions = filters.filter(({ name }) => name.startsWith('option '));
  return {
    found: filtered(shownAt(at), {}),
    total: filtered(but(), {}),
    vendor: filtered(but('vendor'), labels('vendor')),
    type: filtered(but('type'), labels('type')),
    tag: filtered(but('tag'), labels('tag')),
    collection: filtered(but('collection'), labels('collection')),
    options: filtered(but(), {
      names: { terms: { field: labelField('optionName'), size: ASKED } },
      ...labels('option', OF_OPTIONS),
    }),
    ...Object.fromEntries(
      ofOptions.map(({ name }, n) => [
        `option${n}`,
        filtered(but(name), {
          names: { terms: { field: labelField('optionName'), size: ASKED } },
          ...labels('option', OF_OPTIONS),
        }),
      ]),
    ),
    price: filtered(
      but('price'),
      prices({ min: { min: { field: 'prices.min' } }, max: { max: { field: 'prices.min' } } }),
    ),
    available: filtered(but('available'), { yes: { filter: { term: { available: { value: true } } } } }),
    ...flipsAsked(at),
  };
};

/** Asks when what a query matches changes by the clock: what appears, what goes, and the next prices. */
export const flipsAsked = (at: string): Aggregations => ({
  appears: flipping('visibleFrom', at),
  goes: flipping('visibleUntil', at),
  reprices: {
    nested: { path: 'prices' },
    aggs: { ahead: filtered([{ range: { 'prices.from': { gt: at } } }], { next: { min: { field: 'prices.from' } } }) },
  },
});

/** An answer’s aggregation, as far as it is read here. */
export interface Aggregated {
  readonly doc_count?: number;
  readonly value?: number | null;
  readonly value_as_string?: string;
  readonly buckets?: readonly { readonly key: string; readonly doc_count: number }[];
  readonly doc_count_error_upper_bound?: number;
  readonly [below: string]: Aggregated | unknown;
}
export type Answered = Readonly<Record<string, Aggregated>>;

const at = (answered: Aggregated | Answered | undefined, ...path: readonly string[]): Aggregated | undefined =>
  path.reduce<Aggregated | undefined>(
    (one, name) => (one as Answered | undefined)?.[name] as Aggregated | undefined,
    answered as Aggregated,
  );

interface Counted {
  readonly key: string;
  readonly label: string;
  readonly count: number;
}
/** Takes together the labels of one key: their sum, and the most frequent of them. */
const merged = (counts: readonly Counted[]): (FacetValue & { readonly key: string })[] => {
  const byKey = Map.groupBy(counts, ({ key }) => key);
  return [...byKey]
    .map(([key, some]) => ({
      key,
      count: some.reduce((sum, { count }) => sum + count, 0),
      value: some.reduce((best, one) => (one.count > best.count ? one : best)).label,
    }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .slice(0, VALUES);
};
const withoutKey = (values: readonly (FacetValue & { readonly key: string })[]): FacetValue[] =>
  values.map(({ value, count }) => ({ value, count }));

const countedIn = (terms: Aggregated | undefined): Counted[] =>
  (terms?.buckets ?? []).map(({ key: text, doc_count: count }) => {
    const [key = '', label = ''] = labelParts(text);
    return { key, label, count };
  });

const optionsIn = (answered: Answered, filters: readonly Filter[]): Facets['options'] => {
  const own = filters.filter(({ name }) => name.startsWith('option ')).map(({ name }) => name.slice('option '.length));
  // An option is listed also where its own filter leaves nothing.
  const sources = [
    { name: undefined, of: at(answered, 'options') },
    ...own.map((name, n) => ({ name, of: at(answered, `option${n}`) })),
  ];
  const names = sources.flatMap(({ name, of }) =>
    countedIn(at(of, 'names')).filter(({ key }) => (name === undefined ? !own.includes(key) : key === name)),
  );
  return merged(names).map(({ key: name, value }) => {
    const source = sources.find((one) => one.name === name) ?? sources[0];
    const values = (at(source?.of, 'labels')?.buckets ?? []).flatMap(({ key: text, doc_count: count }): Counted[] => {
      const [of, key = '', label = ''] = labelParts(text);
      return of === name ? [{ key, label, count }] : [];
    });
    return { name: value, values: withoutKey(merged(values)) };
  });
};

/** Reads the facets of an answer. */
export const facetsIn = (answered: Answered, filters: readonly Filter[]): Facets => {
  const values = (facet: FacetName): FacetValue[] => withoutKey(merged(countedIn(at(answered, facet, 'labels'))));
  const [min, max] = [
    at(answered, 'price', 'prices', 'now', 'min')?.value,
    at(answered, 'price', 'prices', 'now', 'max')?.value,
  ];
  return {
    vendor: values('vendor'),
    type: values('type'),
    tags: values('tag'),
    collections: values('collection'),
    options: optionsIn(answered, filters),
    price: typeof min === 'number' && typeof max === 'number' ? { min, max } : null,
    available: at(answered, 'available', 'yes')?.doc_count ?? 0,
  };
};

/** Whether shards may have left counts out: then they are said to be approximate. */
export const isApproximate = (answered: Answered): boolean =>
  JSON.stringify(answered).match(/"doc_count_error_upper_bound":[1-9]/) !== null;

/** How many documents an aggregation counted. */
export const countIn = (answered: Answered, name: string): number => at(answered, name)?.doc_count ?? 0;

/** Reads the next flip, and the next one that takes something away. */
export const flipsIn = (answered: Answered): Flip[] => {
  const next = (...path: readonly string[]): string | undefined =>
    at(answered, ...path, 'next')?.value_as_string ?? undefined;
  const taken = [next('goes'), next('reprices', 'ahead')].filter((one) => one !== undefined).sort()[0];
  const comes = next('appears');
  const flip = (moment: string | undefined, takesAway: boolean): Flip[] =>
    moment === undefined || moment === BEGINNING ? [] : [{ at: moment, takesAway }];
  return comes !== undefined && (taken === undefined || comes < taken)
    ? [...flip(comes, false), ...flip(taken, true)]
    : flip(taken, true);
};
