import { type Reply, text } from '#lib/reply.ts';
import { shownReply } from '../../catalog/public.ts';
import {
  feedLifetime,
  newsLifetime,
  readFeed,
  readMonth,
  readNewsSitemap,
  readSitemapIndex,
  sitemapLifetime,
  siteUrl,
  writeJsonFeed,
  writeRss,
} from '../../content/public.ts';
import { theme } from '../system/theme.ts';
import { notFoundReply } from './page-reply.ts';

/** Replies with the newest articles, of all or of a section, in a form that readers of feeds take. */
export const feedReply = async (form: 'xml' | 'json', section: string | undefined): Promise<Reply> => {
  const shown = await (form === 'xml' ? readFeed(form, section, writeRss) : readFeed(form, section, writeJsonFeed));
  if (shown.body === undefined) return notFoundReply(shown.flips);
  const type = form === 'xml' ? 'application/rss+xml' : 'application/feed+json';
  return shownReply(shown, { lifetime: feedLifetime, type });
};

const xml = 'application/xml';
export const sitemapReply = async (): Promise<Reply> =>
  shownReply(await readSitemapIndex(), { lifetime: sitemapLifetime, type: xml });
export const newsSitemapReply = async (): Promise<Reply> =>
  shownReply(await readNewsSitemap(), { lifetime: newsLifetime, type: xml });

const MONTH = /^(2\d{3}-(?:0[1-9]|1[0-2]))\.xml$/;
/** @param file `2026-11.xml` */
export const monthReply = async (file: string): Promise<Reply> => {
  const month = MONTH.exec(file)?.[1];
  if (month === undefined) return notFoundReply();
  return shownReply(await readMonth(month), { lifetime: sitemapLifetime, type: xml });
};

const HOUR = 'public, max-age=3600, s-maxage=3600';
const YEAR = 'public, max-age=31536000, s-maxage=31536000, immutable';

/** Tells robots what is not for them: the API, previews, and what a search finds. */
export const robotsReply = (): Reply =>
  text(
    'text/plain',
    ['User-agent: *', 'Disallow: /api/', 'Disallow: /preview/', 'Disallow: /search', '']
      .concat(`Sitemap: ${siteUrl()}/sitemap.xml`, `Sitemap: ${siteUrl()}/news-sitemap.xml`, '')
      .join('\n'),
    { 'cache-control': HOUR },
  );

/** Replies with the style. One of another name was that of a page from before a deployment: it gets the present one, for a while. */
export const styleReply = async (name: string): Promise<Reply> => {
  const { style, styleName } = await theme();
  return text('text/css', style, { 'cache-control': name === styleName ? YEAR : 'public, max-age=60, s-maxage=60' });
};
export const isStyle = (name: string): boolean => /^style\.[0-9a-f]{12}\.css$/.test(name);

export const iconReply = async (): Promise<Reply> =>
  text('image/svg+xml', (await theme()).icon, {
    'cache-control': HOUR,
    'content-security-policy': "default-src 'none'",
  });
