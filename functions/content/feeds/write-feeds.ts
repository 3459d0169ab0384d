import { msOf } from '#lib/clock.ts';
import { commonUrl } from '../../media/public.ts';
import { escaped } from '../body/escaped.ts';
import { siteUrl } from '../settings.ts';
import { entryUrl, type Feed } from './read-feed.ts';
import { type Element, textElement, xmlDocument } from './xml.ts';

/** RFC 822 with a year of four digits, as RSS 2.0 asks for. */
const rssTime = (iso: string): string => new Date(msOf(iso)).toUTCString();
const query = (section: string | undefined): string =>
  section === undefined ? '' : `?section=${encodeURIComponent(section)}`;

/** Writes a feed as RSS 2.0 (https://www.rssboard.org/rss-specification). */
export const writeRss = ({ title, home, section, entries }: Feed): string => {
  const items = entries.map(
    (entry): Element => ({
      name: 'item',
      content: [
        textElement('title', entry.title),
        textElement('link', entryUrl(entry)),
        { name: 'guid', attributes: { isPermaLink: 'false' }, content: entry.id },
        textElement('pubDate', rssTime(entry.publishedAt)),
        // The one element that is HTML to who reads feeds: https://www.rssboard.org/rss-profile#element-channel-item-description
        ...(entry.standfirst === null ? [] : [textElement('description', escaped(entry.standfirst))]),
        ...entry.tags.map((tag) => textElement('category', tag)),
      ],
    }),
  );
  const own = { href: `${siteUrl()}/feed.xml${query(section)}`, rel: 'self', type: 'application/rss+xml' };
  return xmlDocument({
    name: 'rss',
    attributes: { version: '2.0', 'xmlns:atom': 'http://www.w3.org/2005/Atom' },
    content: [
      {
        name: 'channel',
        content: [
          textElement('title', title),
          textElement('link', home),
          textElement('description', title),
          { name: 'atom:link', attributes: own },
          ...items,
        ],
      },
    ],
  });
};

/** Writes a feed as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
export const writeJsonFeed = ({ title, home, section, entries }: Feed): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    home_page_url: home,
    feed_url: `${siteUrl()}/feed.json${query(section)}`,
    items: entries.map((entry) => ({
      id: entry.id,
      url: entryUrl(entry),
      title: entry.title,
      content_text: entry.standfirst ?? entry.title,
      ...(entry.image ? { image: commonUrl(entry.image) } : {}),
      date_published: entry.publishedAt,
      date_modified: entry.updatedAt,
      ...(entry.tags.length > 0 ? { tags: entry.tags } : {}),
    })),
  });
