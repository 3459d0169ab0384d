import { type Shown, tagsOf } from '../../catalog/public.ts';
import { bodyHtml, type EntryView, type ShownBlock } from '../../content/public.ts';
import { entryHref, sectionHref } from '../view/addresses.ts';
import { type CardView, entryCard, productCard } from '../view/cards.ts';
import { localised, type Picture, pictureView, previewUrl } from '../view/pictures.ts';
import { newsArticle } from '../view/structured-data.ts';
import { minuteOf } from '../view/words.ts';
import type { Page } from './page-reply.ts';

/** Shows an article or a page. */
export const entryPage = (entry: EntryView, flips: Shown['flips']): Page => {
  const { title, standfirst, section, seo, path, image, publishedAt, updatedAt, kind } = entry;
  const isArticle = kind === 'article';
  return {
    template: 'entry',
    head: {
      title: seo.title ?? title,
      description: seo.description ?? standfirst,
      href: entryHref(path),
      type: isArticle ? 'article' : 'website',
      image: image ? previewUrl(image) : undefined,
      ...(section ? { section } : {}),
      ...(isArticle ? { times: { published: publishedAt, modified: updatedAt } } : {}),
      crumbs: [...(section ? [{ title: section.title, href: sectionHref(section.slug) }] : []), { title, href: null }],
      data: [newsArticle(entry)],
    },
    content: {
      entry: {
        title,
        standfirst,
        isArticle,
        section: section && { title: section.title, href: sectionHref(section.slug) },
        picture: image && pictureView(image),
        authors: entry.authors.map(({ name, bio, image: face }) => ({
          name,
          bio,
          picture: face && pictureView(face, ''),
        })),
        published: minuteOf(publishedAt),
        updated: updatedAt > publishedAt ? minuteOf(updatedAt) : null,
        blocks: entry.blocks.map(blockView),
        corrections: entry.corrections.map(({ at, text }) => ({ at: minuteOf(at), text })),
        tags: entry.tags,
      },
    },
    flips,
    tags: tagsOf(entry),
  };
};

/** A part of a body: HTML that may be put out as it is, or cards. */
type BlockView =
  | { readonly type: 'html'; readonly html: string }
  | { readonly type: 'card' | 'cards'; readonly cards: readonly CardView[] };

const blockView = (block: ShownBlock): BlockView => {
  switch (block.type) {
    case 'product':
      return { type: 'card', cards: [productCard(block.product)] };
    case 'products':
      return { type: 'cards', cards: block.products.map((product) => productCard(product)) };
    case 'entry':
      return { type: 'card', cards: [entryCard(block.entry)] };
    default:
      return { type: 'html', html: htmlOf(block) };
  }
};

type Written = Exclude<ShownBlock, { type: 'product' | 'products' | 'entry' }>;
const nothing = { picture: () => undefined, links: () => [] };

/** Has content write a block: it alone knows how authors' words become HTML. */
const htmlOf = (block: Written): string => {
  switch (block.type) {
    case 'image':
      return pictured([block.picture], { type: 'image', ...named(block) });
    case 'gallery':
      return pictured(
        block.items.map(({ picture }) => picture),
        { ...block, items: block.items.map(named) },
      );
    case 'embed': {
      const { picture, ...embed } = block;
      return picture ? pictured([picture], { ...embed, mediaId: picture.id }) : bodyHtml([embed], nothing);
    }
    default:
      return bodyHtml([block], nothing);
  }
};

const named = ({ picture, alt, caption }: { picture: Picture; alt: string; caption?: string | undefined }) => ({
  mediaId: picture.id,
  alt,
  caption,
});
const pictured = (pictures: readonly Picture[], block: Parameters<typeof bodyHtml>[0][number]): string => {
  const known = new Map(pictures.map((picture) => [picture.id, localised(picture)]));
  return bodyHtml([block], { ...nothing, picture: (id) => known.get(id) });
};
