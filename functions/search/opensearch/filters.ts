import type { Filters } from '../engine.ts';
import { type FacetName, keyField } from './index-body.ts';
import { optionKey, valueKey } from './stored-document.ts';
import type { Query } from './words-query.ts';

/** One field that is filtered by. */
export interface Filter {
  readonly name: FacetName | 'price' | 'available' | `option ${string}`;
  readonly query: Query;
}

/** What is stored, and shown at a moment. */
export const shownAt = (at: string): Query[] => [
  { term: { gone: { value: false } } },
  { range: { visibleFrom: { lte: at } } },
  { range: { visibleUntil: { gt: at } } },
];

/** The period whose price counts at a moment. */
export const priceAt = (at: string): Query[] => [
  { range: { 'prices.from': { lte: at } } },
  { range: { 'prices.until': { gt: at } } },
];

const priced = ({ min, max }: NonNullable<Filters['price']>, at: string): Query => ({
  nested: {
    path: 'prices',
    score_mode: 'none',
    query: {
      bool: {
        filter: [
          ...priceAt(at),
          {
            range: {
              'prices.min': { ...(min === undefined ? {} : { gte: min }), ...(max === undefined ? {} : { lte: max }) },
            },
          },
        ],
      },
    },
  },
});

const values = (name: FacetName, wanted: readonly string[] | undefined): Filter[] =>
  wanted && wanted.length > 0 ? [{ name, query: { terms: { [keyField(name)]: wanted.map(valueKey) } } }] : [];

/** Reads the filters that are set, each with its query. @param at ISO 8601, for prices */
export const filtersOf = (filters: Filters, at: string): Filter[] => {
  const { vendor, type, tag, collection, options = {}, price, available } = filters;
  const ofOptions = Object.entries(options).flatMap(([name, wanted]): Filter[] =>
    wanted.length > 0
      ? [
          {
            name: `option ${valueKey(name)}`,
            query: { terms: { [keyField('option')]: wanted.map((value) => optionKey(name, value)) } },
          },
        ]
      : [],
  );
  return [
    ...values('vendor', vendor),
    ...values('type', type),
    ...values('tag', tag),
    ...values('collection', collection),
    ...ofOptions,
    ...(price && (price.min !== undefined || price.max !== undefined)
      ? [{ name: 'price' as const, query: priced(price, at) }]
      : []),
    ...(available === undefined
      ? []
      : [{ name: 'available' as const, query: { term: { available: { value: available } } } }]),
  ];
};
