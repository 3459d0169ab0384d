import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import type { Flip, Lifetime } from '#lib/lifetime.ts';
import { log } from '#lib/log.ts';
import type { EntryCard } from '../entries/entry.ts';
import { firstRow, PAGES, type Row, rowsDown } from '../lists/list-rows.ts';
import { fill } from '../reading/fill.ts';
import { readEntries } from '../reading/list-entries.ts';
import { remembered, type Shown } from '../reading/shown.ts';
import { settings, siteUrl } from '../settings.ts';
import { entryUrl } from './read-feed.ts';
import { type Element, textElement, xmlDocument } from './xml.ts';

export const sitemapLifetime: Lifetime = { fresh: 3600, stale: 3600, onError: 86_400 };
const XMLNS = 'http://www.sitemaps.org/schemas/sitemap/0.9';
/** The first month that the index may name. */
const EARLIEST = '2000-01';
/** Entries of one month at most; more are left out, and logged. The protocol takes 50,000 in one file. */
const MOST = 10_000;
const PAGE = 100;

/** Writes the index of the sitemaps: one for each month from the first article on. */
export const readSitemapIndex = (): Promise<Shown<string>> =>
  remembered(['sitemap'], async (moment) => {
    const first = await earliest();
    const months = first === undefined ? [] : monthsBetween(first.slice(0, 7), moment.slice(0, 7));
    const content = months.map(
      (month): Element => ({
        name: 'sitemap',
        content: [textElement('loc', `${siteUrl()}/sitemaps/${month}.xml`)],
      }),
    );
    return { body: xmlDocument({ name: 'sitemapindex', attributes: { xmlns: XMLNS }, content }), flips: [] };
  });

const earliest = async (): Promise<string | undefined> => {
  const found = await Promise.all(['all', PAGES].map(firstRow));
  return found.flatMap((row) => (row ? [row.first] : [])).sort()[0];
};

/** Lists months (`2026-11`) from one to another, both within. */
const monthsBetween = (from: string, to: string): string[] => {
  const months: string[] = [];
  for (let month = from < EARLIEST ? EARLIEST : from; month <= to; month = nextMonth(month)) months.push(month);
  return months;
};
const nextMonth = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
};

/** Writes the sitemap of a month: what was first shown in it, and is shown. @param month `2026-11` */
export const readMonth = (month: string): Promise<Shown<string>> =>
  remembered(['sitemap', month], async (moment) => {
    const [from, until] = [`${month}-01`, `${nextMonth(month)}-01`];
    const lists = await Promise.all(['all', PAGES].map((list) => cardsOf(list, from, until < moment ? until : moment)));
    const content = lists.flat().map(
      (card): Element => ({
        name: 'url',
        content: [textElement('loc', entryUrl(card)), textElement('lastmod', card.updatedAt)],
      }),
    );
    return { body: xmlDocument({ name: 'urlset', attributes: { xmlns: XMLNS }, content }), flips: [] };
  });

/** Reads what a list has between two moments, a hundred a time. */
const cardsOf = async (list: string, from: string, moment: string): Promise<EntryCard[]> => {
  const now = isoTime(nowMs());
  const cards: EntryCard[] = [];
  let below: Row | undefined;
  for (let count = 0; count < MOST; count += PAGE) {
    const { rows, more } = await rowsDown(list, { moment, below, from, limit: PAGE });
    const { entries } = await fill({ entries: rows.map(({ entryId }) => entryId) }, now);
    for (const { first, entryId } of rows) {
      const card = entries.get(entryId)?.card;
      if (card?.publishedAt === first) cards.push(card);
    }
    below = rows.at(-1);
    if (!more || !below) return cards;
  }
  log.warn('sitemap is cut', { list, from, entries: cards.length });
  return cards;
};

export const newsLifetime: Lifetime = { fresh: 60, stale: 60, onError: 86_400 };
const NEWS_MS = 48 * 3_600_000;
const MOST_NEWS = 1000;

/** Writes the news sitemap: articles of the last 48 hours, a thousand at most, as news search asks for. */
export const readNewsSitemap = (): Promise<Shown<string>> =>
  remembered(['news'], async (moment) => {
    const from = isoTime(msOf(moment) - NEWS_MS);
    const content: Element[] = [];
    const flips: Flip[] = [];
    let below: Row | undefined;
    do {
      const page = await readEntries({}, { moment, limit: PAGE, below, from });
      content.push(...page.cards.map(newsOf));
      flips.push(...page.flips);
      below = page.last;
    } while (below && content.length < MOST_NEWS);
    const attributes = { xmlns: XMLNS, 'xmlns:news': 'http://www.google.com/schemas/sitemap-news/0.9' };
    return { body: xmlDocument({ name: 'urlset', attributes, content: content.slice(0, MOST_NEWS) }), flips };
  });

const newsOf = (card: EntryCard): Element => {
  const { SHOP_NAME, SITE_LANGUAGE } = settings();
  const publication: Element = {
    name: 'news:publication',
    content: [textElement('news:name', SHOP_NAME), textElement('news:language', SITE_LANGUAGE)],
  };
  const news = [
    publication,
    textElement('news:publication_date', card.publishedAt),
    textElement('news:title', card.title),
  ];
  return { name: 'url', content: [textElement('loc', entryUrl(card)), { name: 'news:news', content: news }] };
};
