import { type Reply, redirect } from '#lib/reply.ts';
import { movedReply } from '../../catalog/public.ts';
import { findAtPath, siteUrl } from '../../content/public.ts';
import { entryHref } from '../view/addresses.ts';
import { archiveReply } from './archive-page.ts';
import { entryPage } from './entry-page.ts';
import { frontReply } from './front-page.ts';
import {
  feedReply, iconReply, isStyle, monthReply, newsSitemapReply, robotsReply, sitemapReply, styleReply,
} from './machine-files.ts'; // biome-ignore format: a list
import { notFoundReply, pageReply } from './page-reply.ts';
import { collectionReply, collectionsReply, productsReply } from './product-lists.ts';
import { productReply } from './product-page.ts';

/** What of a query a page goes by: all else (`utm_…`) changes nothing. */
interface Asked {
  readonly cursor: string | undefined;
  readonly section: string | undefined;
}

/** The site's own pages, by their path; what is not among them is content's. */
const own: Readonly<Record<string, (asked: Asked) => Reply | Promise<Reply>>> = {
  home: () => frontReply('home'),
  products: productsReply,
  collections: collectionsReply,
  'feed.xml': ({ section }) => feedReply('xml', section),
  'feed.json': ({ section }) => feedReply('json', section),
  'sitemap.xml': sitemapReply,
  'news-sitemap.xml': newsSitemapReply,
  'robots.txt': robotsReply,
  'icon.svg': iconReply,
};

/** Characters of a path at most, with the slash that it begins with. */
const MOST = 400;

/**
 * Answers what is at a path of the site: a page of its own, an article, a section, a product, or another address to go on to.
 * @param path without the slash that it begins with, decoded
 * @param rawQuery what followed `?`, as it came
 * @param now milliseconds since 1970
 */
export const answerPage = async (path: string, rawQuery: string, now: number): Promise<Reply> => {
  const bare = path.replace(/^\/+|\/+$/g, '');
  if (bare !== path) return withoutSlash(bare, rawQuery);
  const asked = askedOf(rawQuery);
  if (Object.hasOwn(own, path)) return (own[path] as (typeof own)[string])(asked);
  const [first = '', second = '', ...more] = path.split('/');
  if (more.length === 0 && second !== '') {
    if (first === 'products') return productReply(second, now);
    if (first === 'collections') return collectionReply(second, asked);
    if (first === 'sitemaps') return monthReply(second);
  }
  if (isStyle(path)) return styleReply(path);
  return path.length < MOST ? contentReply(`/${path}`, asked) : notFoundReply();
};

/** Leads from a path with slashes around it to the one without, never to another host: what is left begins with one slash. */
const withoutSlash = (bare: string, rawQuery: string): Reply => {
  const path = `/${bare.split('/').map(encodeURIComponent).join('/')}`;
  const reply = redirect(308, rawQuery === '' ? path : `${path}?${rawQuery}`);
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'public, max-age=0, s-maxage=60' } };
};

const askedOf = (rawQuery: string): Asked => {
  const query = new URLSearchParams(rawQuery);
  return { cursor: query.get('cursor') || undefined, section: query.get('section') || undefined };
};

/** Answers what content has at a path. */
const contentReply = async (path: string, { cursor }: Asked): Promise<Reply> => {
  const { body, ...shown } = await findAtPath(path);
  switch (body.kind) {
    case 'entry':
      return pageReply(entryPage(body.entry, shown.flips));
    case 'section':
      return cursor === undefined ? frontReply(body.slug) : archiveReply(body.slug, cursor);
    case 'moved':
      return movedReply(entryHref(body.path), shown);
    case 'redirect':
      return movedReply(addressOf(body.to), shown);
    default:
      return notFoundReply(shown.flips);
  }
};

/** A path of the site as a header takes it: what is no ASCII is encoded, what is encoded stays. */
const addressOf = (to: string): string => {
  const { pathname, search, hash } = new URL(to, siteUrl());
  return `${pathname}${search}${hash}`;
};
