import type { Reply } from '#lib/reply.ts';
import { remembered, type Shown, tagsOf } from '../../catalog/public.ts';
import { type FrontView, findFrontView, findNamed } from '../../content/public.ts';
import { HOME, sectionHref, withQuery } from '../view/addresses.ts';
import { cardOf } from '../view/cards.ts';
import { webSite } from '../view/structured-data.ts';
import { BEGINNING } from './archive-page.ts';
import { notFoundReply, type Page, pageReply } from './page-reply.ts';

/** The front that is the site's first page. */
const FIRST = 'home';
/** Ways to show a slot that the style has; a slot of another is shown as all are. */
const styles = new Set(['breaking', 'hero', 'row', 'list']);

/** Shows a front: the first page, or a section’s. */
export const frontPage = (
  front: FrontView,
  { flips, description = null }: { readonly flips: Shown['flips']; readonly description?: string | null },
): Page => {
  const isHome = front.slug === FIRST;
  const shown = front.slots.filter(({ items }) => items.length > 0);
  // The first thing that is no alert leads the page, and its picture is what a reader waits for.
  const first = shown.findIndex(({ style }) => style !== 'breaking');
  const slots = shown.map(({ id, title, style, items }, index) => ({
    id,
    title,
    style: style !== null && styles.has(style) ? style : index === first && items.length > 1 ? 'hero' : 'grid',
    isFirst: index === first,
    cards: items.map(cardOf),
  }));
  return {
    template: 'front',
    head: {
      title: front.title,
      description,
      href: isHome ? HOME : sectionHref(front.slug),
      ...(isHome
        ? { data: [webSite()] }
        : { section: { slug: front.slug, title: front.title }, crumbs: [{ title: front.title, href: null }] }),
    },
    content: { front: { title: front.title, description, slots, isHome, all: isHome ? null : allOf(front.slug) } },
    flips,
    tags: tagsOf(front),
  };
};

const allOf = (slug: string): string => withQuery(sectionHref(slug), { cursor: BEGINNING });

/** Replies with the page of a front as it is now. */
export const frontReply = async (slug: string): Promise<Reply> => {
  const [{ body, flips }, about] = await Promise.all([findFrontView(slug), descriptionOf(slug)]);
  return body ? pageReply(frontPage(body, { flips, description: about })) : notFoundReply(flips);
};

/** Reads what a section is about; null of one that does not say, and of the first page. */
const descriptionOf = async (slug: string): Promise<string | null> =>
  slug === FIRST
    ? null
    : (
        await remembered(['site', 'section', slug], async () => ({
          body: (await findNamed('section', slug))?.description ?? null,
          flips: [],
        }))
      ).body;
