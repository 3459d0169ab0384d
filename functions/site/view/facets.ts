import type { SearchResult } from '../../search/public.ts';
import { type Asked, type FilterName, orders, searchHref } from '../pages/search-asked.ts';

interface FacetLink {
  readonly title: string;
  /** How many have it; null of one that is chosen and counted nowhere. */
  readonly count: number | null;
  /** Where it is chosen, or taken back. */
  readonly href: string;
  readonly isOn: boolean;
}
/** A facet as a page shows it: links, no script. */
export interface FacetView {
  readonly title: string;
  readonly links: readonly FacetLink[];
}

/** Values that a page shows of one facet. */
const SHOWN = 10;
const fold = (text: string): string => text.normalize('NFC').toLowerCase();

/** Makes the facets of a search page: of each those that part the result, or are chosen. */
export const facetViews = (asked: Asked, { facets }: SearchResult): FacetView[] => {
  const firstPage = { ...asked, cursor: undefined };
  const linkOf = (name: FilterName, value: string, title: string, count: number | null): FacetLink => {
    const same = (one: Asked['filters'][number]): boolean => one.name === name && fold(one.value) === fold(value);
    const isOn = asked.filters.some(same);
    const others = asked.filters.filter((one) => !same(one));
    return {
      title,
      count,
      isOn,
      href: searchHref({ ...firstPage, filters: isOn ? others : [...others, { name, value }] }),
    };
  };
  const viewOf = (
    title: string,
    name: FilterName,
    values: readonly { readonly value: string; readonly count: number }[],
    { before = '', shown = (text: string) => text } = {},
  ): FacetView[] => {
    const counted = values.map(({ value, count }) => linkOf(name, `${before}${value}`, shown(value), count));
    const known = new Set(values.map(({ value }) => fold(`${before}${value}`)));
    const uncounted = asked.filters
      .filter((one) => one.name === name && fold(one.value).startsWith(fold(before)) && !known.has(fold(one.value)))
      .map(({ value }) => linkOf(name, value, shown(value.slice(before.length)), null));
    const links = [...counted.filter(({ isOn }) => isOn), ...uncounted, ...counted.filter(({ isOn }) => !isOn)];
    const parts = links.length > 1 || links.some(({ isOn }) => isOn);
    return parts ? [{ title, links: links.slice(0, Math.max(SHOWN, links.filter(({ isOn }) => isOn).length)) }] : [];
  };
  const available = linkOf('available', 'true', 'In stock', facets.available);
  return [
    { title: 'Availability', links: [available] },
    ...viewOf('Type', 'type', facets.type),
    ...viewOf('Vendor', 'vendor', facets.vendor),
    ...facets.options.flatMap(({ name, values }) => viewOf(name, 'option', values, { before: `${name}:` })),
    ...viewOf('Collection', 'collection', facets.collections, { shown: (slug) => slug.replaceAll('-', ' ') }),
    ...viewOf('Tag', 'tag', facets.tags),
  ];
};

/** Makes the links by which a page is sorted. */
export const orderViews = (asked: Asked) =>
  orders.map(([sort, title]) => ({
    title: sort === 'relevance' && asked.q === '' ? 'Best sellers' : title,
    href: searchHref({ ...asked, cursor: undefined, sort }),
    isOn: asked.sort === sort,
  }));
