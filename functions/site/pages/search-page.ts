import type { Reply } from '#lib/reply.ts';
import { remembered } from '../../catalog/public.ts';

import { findProducts } from '../../search/public.ts';
import { withQuery } from '../view/addresses.ts';
import type { PageHead } from '../view/page-view.ts';
import { notFoundReply, orNothing } from './page-reply.ts';
import { bound, LIMIT, listReply, type Place } from './product-lists.ts';

/** Of a query, in characters. */
const MOST_ASKED = 200;

/** Replies with what a search finds; without words, with the question. */
export const searchReply = async (words: string, { cursor }: Place): Promise<Reply> => {
  const asked = words
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, MOST_ASKED);
  const head: PageHead = {
    title: asked === '' ? 'Search' : `Search: ${asked}`,
    href: withQuery('/search', { q: asked === '' ? undefined : asked }),
    noindex: true,
    crumbs: [{ title: 'Search', href: null }],
  };
  if (asked === '') return listReply({ head, heading: 'Search', cards: [], next: null, flips: [], asked });
  const found = await orNothing(
    remembered(['site', 'search', asked, cursor], async (moment) => {
      const { page, flips } = await findProducts(asked, { limit: LIMIT, cursor }, moment);
      const { total, nextCursor } = page;
      const { body, flips: others } = await bound(page.items, moment);
      return { body: { cards: body, total, nextCursor }, flips: [...flips, ...others] };
    }),
  );
  if (!found) return notFoundReply();
  const { cards, total, nextCursor } = found.body;
  return listReply({
    head,
    heading: `Results for “${asked}”`,
    cards,
    note:
      total === 0 ? 'Nothing was found. Try fewer or other words.' : `${total} ${total === 1 ? 'product' : 'products'}`,
    next: nextCursor && withQuery('/search', { q: asked, cursor: nextCursor }),
    flips: found.flips,
    asked,
  });
};
