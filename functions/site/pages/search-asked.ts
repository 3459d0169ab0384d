import { minorDigits } from '#lib/money.ts';
import type { SearchRequest } from '../../search/public.ts';
import { settings } from '../settings.ts';

/** What a search page can be narrowed by: a filter is `vendor:Acme`, `option:Colour:Blue`, `available:true` in its address. */
const filterNames = ['vendor', 'type', 'tag', 'collection', 'option', 'available'] as const;
export type FilterName = (typeof filterNames)[number];

/** Orders by their names in an address, with what they are called. */
export const orders = [
  ['relevance', 'Best match'],
  ['newest', 'Newest'],
  ['price-asc', 'Price, low to high'],
  ['price-desc', 'Price, high to low'],
  ['title', 'Title'],
] as const;

/** What the address of a search page asks for. */
export interface Asked {
  readonly q: string;
  readonly filters: readonly { readonly name: FilterName; readonly value: string }[];
  /** As they were typed, in whole units of the currency. */
  readonly min: string;
  readonly max: string;
  readonly sort: (typeof orders)[number][0];
  readonly cursor: string | undefined;
}

const MOST_ASKED = 1_000;
const MOST_FILTERS = 30;
const MOST_VALUE = 255;

/** Reads an address: what it does not know of it is passed over. */
export const askedIn = (query: URLSearchParams): Asked => {
  const plain = (text: string | null): string => (text ?? '').replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  const sort = orders.find(([name]) => name === query.get('sort'))?.[0] ?? 'relevance';
  const filters = query.getAll('filter').flatMap((text) => {
    const colon = text.indexOf(':');
    const name = filterNames.find((one) => one === text.slice(0, colon));
    const value = plain(text.slice(colon + 1));
    return name && value !== '' && value.length <= MOST_VALUE ? [{ name, value }] : [];
  });
  return {
    q: [...plain(query.get('q'))].slice(0, MOST_ASKED).join(''),
    filters: filters.slice(0, MOST_FILTERS),
    min: amountText(query.get('min')),
    max: amountText(query.get('max')),
    sort,
    cursor: query.get('cursor') || undefined,
  };
};
/** An amount as people type it, `12` or `12.50` or `12,50`; empty for anything else. */
const amountText = (text: string | null): string => text?.trim().match(/^\d{1,9}(?:[.,]\d{1,3})?$/)?.[0] ?? '';

/** Makes the address of a search page: its first page unless a cursor is told. */
export const searchHref = ({ q, filters, min, max, sort, cursor }: Asked): string => {
  const query = new URLSearchParams();
  if (q !== '') query.set('q', q);
  for (const { name, value } of filters) query.append('filter', `${name}:${value}`);
  if (min !== '') query.set('min', min);
  if (max !== '') query.set('max', max);
  if (sort !== 'relevance') query.set('sort', sort);
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.size === 0 ? '/search' : `/search?${query}`;
};

/** Whether anything narrows what the words find. */
export const isNarrowed = ({ filters, min, max }: Asked): boolean => filters.length > 0 || min !== '' || max !== '';

const minor = (text: string, currency: string): number | undefined =>
  text === '' ? undefined : Math.round(Number(text.replace(',', '.')) * 10 ** minorDigits(currency));

/** Makes what search is asked for products. @param currency of the shop's prices */
export const requestFor = (
  { q, filters, min, max, sort, cursor }: Asked,
  limit: number,
  currency: string,
): SearchRequest => {
  const valuesOf = (name: FilterName): string[] => filters.flatMap((one) => (one.name === name ? [one.value] : []));
  const lists = (['vendor', 'type', 'tag', 'collection'] as const).flatMap((name) => {
    const values = valuesOf(name);
    return values.length > 0 ? [[name, values] as const] : [];
  });
  const options = Map.groupBy(
    valuesOf('option').flatMap((text) => {
      const colon = text.indexOf(':');
      return colon > 0 ? [{ name: text.slice(0, colon), value: text.slice(colon + 1) }] : [];
    }),
    ({ name }) => name,
  );
  const price = { min: minor(min, currency), max: minor(max, currency) };
  return {
    q,
    kind: 'product',
    language: settings().SITE_LANGUAGE,
    filters: {
      ...Object.fromEntries(lists),
      ...(options.size > 0
        ? { options: Object.fromEntries(Array.from(options, ([name, some]) => [name, some.map(({ value }) => value)])) }
        : {}),
      ...(price.min !== undefined || price.max !== undefined ? { price } : {}),
      ...(valuesOf('available').includes('true') ? { available: true } : {}),
    },
    sort,
    limit,
    cursor,
  };
};
