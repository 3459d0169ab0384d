import type { Flip } from '#lib/lifetime.ts';
import { readCollectionProducts } from '../../catalog/public.ts';
import type { RenderedBlock } from '../body/block.ts';
import { OF_COLLECTION } from '../body/references.ts';
import { updatedAt } from '../entries/entry-card.ts';
import type { EntryDocument } from '../entries/entry-document.ts';
import type { Live, LiveStep } from '../entries/live.ts';
import { flipsAfter } from '../timeline.ts';
import type { EntryView, ShownBlock } from './entry-page.ts';
import { type Filled, fill, readSections } from './fill.ts';

/**
 * Fills a revision's document in, all as of one moment: two or three calls, one more where authors have pictures, two for
 * each collection that it shows.
 * @param moment ISO 8601 in UTC
 */
export const showEntry = async (
  id: string,
  document: EntryDocument,
  { step, live, moment }: { step: Pick<LiveStep, 'from' | 'revision'>; live: Live; moment: string },
): Promise<{ body: EntryView; flips: Flip[] }> => {
  const { body, section, authors, image, ...rest } = document;
  const collections = await collectionsOf(body.blocks);
  const asked = placesOf(body.blocks);
  const media = [...asked.media, ...(image === null ? [] : [image])];
  const products = [...asked.products, ...[...collections.values()].flat()];
  const [filled, sections] = await Promise.all([
    fill({ products, entries: asked.entries, authors, media }, moment),
    readSections([section]),
  ]);
  const title = section === null ? undefined : sections.get(section);
  const view: EntryView = {
    id,
    ...rest,
    section: section === null || title === undefined ? null : { slug: section, title },
    blocks: body.blocks.flatMap((block) => shownBlock(block, filled, collections)),
    authors: authors.flatMap((slug) => authorOf(slug, filled)),
    image: (image !== null && filled.pictures.get(image)) || null,
    publishedAt: live.first ?? step.from,
    updatedAt: updatedAt(step.from, live, moment),
    corrections: live.corrections,
    version: step.revision,
  };
  return { body: view, flips: [...filled.flips, ...flipsAfter(live.steps, moment)] };
};

/** Lists what the blocks of a document name, but for collections. */
const placesOf = (blocks: readonly RenderedBlock[]) => ({
  products: blocks.flatMap((block) => (block.type === 'product' ? [block.productId] : [])),
  entries: blocks.flatMap((block) => (block.type === 'entry' ? [block.entryId] : [])),
  media: blocks.flatMap((block) => {
    if (block.type === 'image') return [block.mediaId];
    if (block.type === 'gallery') return block.items.map(({ mediaId }) => mediaId);
    return block.type === 'embed' ? (block.mediaId ?? []) : [];
  }),
});

/** Reads which products the collections of a document have, each by two calls, side by side. */
const collectionsOf = async (blocks: readonly RenderedBlock[]): Promise<Map<string, string[]>> => {
  const ids = [...new Set(blocks.flatMap((block) => (block.type === 'products' ? [block.collectionId] : [])))];
  const found = await Promise.all(ids.map((id) => readCollectionProducts(id, OF_COLLECTION)));
  return new Map(ids.map((id, index) => [id, found[index] ?? []]));
};

/** Shows a block; none where what it stands for is not there, or not shown. */
const shownBlock = (
  block: RenderedBlock,
  { products, entries, pictures }: Filled,
  collections: ReadonlyMap<string, readonly string[]>,
): ShownBlock[] => {
  const pictured = ({
    mediaId,
    alt,
    caption,
  }: {
    mediaId: string;
    alt?: string | undefined;
    caption?: string | undefined;
  }) => {
    const picture = pictures.get(mediaId);
    return picture ? [{ picture, alt: alt ?? picture.alt, ...(caption === undefined ? {} : { caption }) }] : [];
  };
  switch (block.type) {
    case 'image':
      return pictured(block).map((one) => ({ type: 'image', ...one }));
    case 'gallery': {
      const items = block.items.flatMap(pictured);
      return items.length === 0 ? [] : [{ ...block, items }];
    }
    case 'product': {
      const product = products.get(block.productId);
      return product ? [{ type: 'product', product }] : [];
    }
    case 'products': {
      const shown = (collections.get(block.collectionId) ?? []).flatMap((id) => products.get(id) ?? []);
      return shown.length === 0 ? [] : [{ type: 'products', products: shown }];
    }
    case 'entry': {
      const entry = entries.get(block.entryId)?.card;
      return entry ? [{ type: 'entry', entry }] : [];
    }
    case 'embed': {
      const picture = (block.mediaId !== undefined && pictures.get(block.mediaId)) || null;
      return [{ type: 'embed', url: block.url, title: block.title, picture }];
    }
    default:
      return [block];
  }
};

const authorOf = (slug: string, { authors, pictures }: Filled): EntryView['authors'] => {
  const author = authors.get(slug);
  if (!author) return [];
  const { name, bio, image } = author;
  return [{ slug, name, bio, image: (image !== null && pictures.get(image)) || null }];
};
