import { siteUrl } from '../../content/public.ts';

/** Addresses of the site's own pages, as links have them. */
export const HOME = '/';
export const entryHref = (path: string): string => encodeURI(path);
export const sectionHref = (slug: string): string => `/${encodeURIComponent(slug)}`;
export const productHref = (slug: string): string => `/products/${encodeURIComponent(slug)}`;
export const collectionHref = (slug: string): string => `/collections/${encodeURIComponent(slug)}`;

/** Makes an address with those of some parameters that are there. */
export const withQuery = (path: string, query: Readonly<Record<string, string | undefined>>): string => {
  const stated = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined);
  return stated.length === 0 ? path : `${path}?${new URLSearchParams(stated)}`;
};

/** The whole address of a page, as others link to it. */
export const absolute = (href: string): string => (href.startsWith('/') ? `${siteUrl()}${href}` : href);

/** The address of a file as pages have it: without the site's own beginning, so that it loads under whatever name the site is opened. */
export const local = (url: string): string => {
  const own = `${siteUrl()}/`;
  return url.startsWith(own) ? url.slice(own.length - 1) : url;
};
