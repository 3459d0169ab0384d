import type { Reply } from '#lib/reply.ts';
import { batchGet } from '#lib/table.ts';
import {
  findCollection,
  movedReply,
  productCardAt,
  productCardFrom,
  readCollectionList,
  readProductList,
  remembered,
  type Shown,
  type ShownProduct,
} from '../../catalog/public.ts';
import { bodyHtml } from '../../content/public.ts';
import { collectionHref, withQuery } from '../view/addresses.ts';
import { type CardView, productCard } from '../view/cards.ts';
import type { PageHead } from '../view/page-view.ts';
import { plainText } from '../view/plain-text.ts';
import { notFoundReply, orNothing, pageReply } from './page-reply.ts';

/** Products of a page. */
export const LIMIT = 24;
const DESCRIPTION = 300;

/** Where a reader is in a list. */
export interface Place {
  readonly cursor: string | undefined;
}
type Summary = Pick<ShownProduct, 'id' | 'available'>;

/**
 * Binds the products of a list to what is shown of them at a moment: a list knows who is in it seconds after a change, the
 * card has the present title and price, and when that changes. One batch.
 */
export const bound = async (
  items: readonly Summary[],
  moment: string,
): Promise<Pick<Shown<CardView[]>, 'body' | 'flips'>> => {
  const cards = await batchGet(items.map(({ id }) => productCardAt(id)));
  const found = items.map((item, index) => ({ item, card: productCardFrom(cards[index], moment) }));
  return {
    body: found.flatMap(({ item, card }) => (card?.card ? [productCard(card.card, item.available)] : [])),
    flips: found.flatMap(({ card }) => card?.flips ?? []),
  };
};

interface List {
  readonly head: PageHead;
  readonly heading: string;
  /** Sanitised HTML; empty without. */
  readonly html?: string;
  readonly cards: readonly CardView[];
  readonly links?: readonly { readonly href: string; readonly title: string; readonly text: string }[];
  /** How many there are, or that there are none; null where the list speaks for itself. */
  readonly note?: string | null;
  readonly next: string | null;
  readonly flips: Shown['flips'];
  /** What of content is on it. */
  readonly tags?: readonly string[];
  /** What was searched for. */
  readonly asked?: string;
}
/** Replies with a list: products as cards, or links. */
export const listReply = ({
  head,
  heading,
  html = '',
  cards,
  links = [],
  note = null,
  next,
  flips,
  tags = [],
  asked = '',
}: List) => {
  const content = { list: { heading, html, cards, links, note, next }, asked };
  return pageReply({ template: 'list', head, content, flips, tags });
};

/** Pages behind the first of a list are not for search engines: what is on them moves. */
const placed = ({ cursor }: Place): { noindex?: boolean } => (cursor === undefined ? {} : { noindex: true });

/** Replies with a page of all products, the newest first. */
export const productsReply = async ({ cursor }: Place): Promise<Reply> => {
  const found = await orNothing(
    remembered(['site', 'products', cursor], async (moment) => {
      const list = await readProductList({ limit: LIMIT, cursor }, moment);
      const { body, flips } = await bound(list.page.items, moment);
      return { body: { cards: body, nextCursor: list.page.nextCursor }, flips: [...list.flips, ...flips] };
    }),
  );
  if (!found) return notFoundReply();
  const { cards, nextCursor } = found.body;
  return listReply({
    head: { title: 'Products', href: '/products', crumbs: [{ title: 'Products', href: null }], ...placed({ cursor }) },
    heading: 'Products',
    cards,
    note: cards.length === 0 ? 'There is nothing here yet.' : null,
    next: nextCursor && withQuery('/products', { cursor: nextCursor }),
    flips: found.flips,
  });
};

/** Replies with a page of a collection; a former address leads on. */
export const collectionReply = async (slug: string, { cursor }: Place): Promise<Reply> => {
  const found = await orNothing(
    remembered(['site', 'collection', slug, cursor], async (moment) => {
      const collection = await findCollection(slug, { limit: LIMIT, cursor }, moment);
      if (!collection) return { body: undefined, flips: [] };
      const { body, flips } = await bound(collection.page.products.items, moment);
      return { body: { ...collection.page, cards: body }, flips: [...collection.flips, ...flips] };
    }),
  );
  if (!found?.body) return notFoundReply(found?.flips);
  const { title, description, cards, products, slug: present } = found.body;
  const href = collectionHref(present);
  if (present !== slug) return movedReply(href, found);
  return listReply({
    head: {
      title,
      description: description === null ? null : plainText(description, DESCRIPTION),
      href,
      crumbs: [
        { title: 'Collections', href: '/collections' },
        { title, href: null },
      ],
      ...placed({ cursor }),
    },
    heading: title,
    html: description === null ? '' : bodyHtml([{ type: 'html', html: description }], nothing),
    cards,
    note: cards.length === 0 ? 'There is nothing in this collection at the moment.' : null,
    next: products.nextCursor && withQuery(href, { cursor: products.nextCursor }),
    flips: found.flips,
  });
};
const nothing = { picture: () => undefined, links: () => [] };

/** Replies with a page of the collections. */
export const collectionsReply = async ({ cursor }: Place): Promise<Reply> => {
  const found = await orNothing(
    remembered(['site', 'collections', cursor], async () => ({
      body: await readCollectionList({ limit: 100, cursor }),
      flips: [],
    })),
  );
  if (!found) return notFoundReply();
  const { items, nextCursor } = found.body;
  return listReply({
    head: {
      title: 'Collections',
      href: '/collections',
      crumbs: [{ title: 'Collections', href: null }],
      ...placed({ cursor }),
    },
    heading: 'Collections',
    cards: [],
    links: items.map(({ slug, title, description }) => ({
      href: collectionHref(slug),
      title,
      text: description === null ? '' : plainText(description, 200),
    })),
    note: items.length === 0 ? 'There is no collection yet.' : null,
    next: nextCursor && withQuery('/collections', { cursor: nextCursor }),
    flips: [],
  });
};
