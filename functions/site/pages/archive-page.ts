import { fromCursor, toCursor } from '#lib/cursor.ts';
import type { Reply } from '#lib/reply.ts';
import { remembered, tagsOf } from '../../catalog/public.ts';
import { findNamed, readEntries } from '../../content/public.ts';
import { sectionHref, withQuery } from '../view/addresses.ts';
import { entryCard } from '../view/cards.ts';
import { notFoundReply, orNothing } from './page-reply.ts';
import { LIMIT, listReply } from './product-lists.ts';

/** Stands for the beginning of the list, where a front leads to it. */
export const BEGINNING = 'all';
type Row = Parameters<typeof readEntries>[1]['below'];

/** Replies with a page of all articles of a section, the newest first. @param cursor where it goes on, or `BEGINNING` */
export const archiveReply = async (section: string, cursor: string): Promise<Reply> => {
  const list = `site archive ${section}`;
  const found = await orNothing(
    remembered(['site', 'archive', section, cursor], async (moment) => {
      const below = fromCursor(list, cursor === BEGINNING ? undefined : cursor) as Row;
      const [named, page] = await Promise.all([
        findNamed('section', section),
        readEntries({ section }, { moment, limit: LIMIT, below }),
      ]);
      const next = toCursor(list, page.last && { ...page.last });
      return {
        body: named && { title: named.title, cards: page.cards.map(entryCard), next },
        flips: page.flips,
        tags: tagsOf(page.cards),
      };
    }),
  );
  if (!found?.body) return notFoundReply(found?.flips);
  const { title, cards, next } = found.body;
  const href = sectionHref(section);
  return listReply({
    head: {
      title: `${title}: all articles`,
      href: withQuery(href, { cursor }),
      section: { slug: section, title },
      crumbs: [
        { title, href },
        { title: 'All articles', href: null },
      ],
      noindex: true,
    },
    heading: title,
    cards,
    note: cards.length === 0 ? 'There is nothing here yet.' : null,
    next: next && withQuery(href, { cursor: next }),
    flips: found.flips,
    tags: found.tags ?? [],
  });
};
