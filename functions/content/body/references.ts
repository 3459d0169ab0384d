import type { Block } from './block.ts';

/** What a body refers to: ids, each once, in the order in which they come. */
export interface References {
  readonly products: readonly string[];
  readonly collections: readonly string[];
  readonly entries: readonly string[];
  readonly media: readonly string[];
}

const referencesIn = (block: Block): Partial<References> => {
  switch (block.type) {
    case 'product':
      return { products: [block.productId] };
    case 'products':
      return { collections: [block.collectionId] };
    case 'entry':
      return { entries: [block.entryId] };
    case 'image':
      return { media: [block.mediaId] };
    case 'gallery':
      return { media: block.items.map(({ mediaId }) => mediaId) };
    case 'embed':
      return { media: block.mediaId === undefined ? [] : [block.mediaId] };
    default:
      return {};
  }
};

/** Lists what the blocks of a body refer to. */
export const referencesOf = (blocks: readonly Block[]): References => {
  const found = blocks.map(referencesIn);
  const all = (kind: keyof References): string[] => [...new Set(found.flatMap((one) => one[kind] ?? []))];
  return { products: all('products'), collections: all('collections'), entries: all('entries'), media: all('media') };
};

/** Products that a block shows of a collection. */
export const OF_COLLECTION = 12;

/**
 * Counts, block by block, what a reader's request has to look up: each id once, and for a collection the products that it
 * shows; ids tell by their prefix what they name.
 */
export const countReferences = (): { readonly with: (block: Block) => number } => {
  const ids = new Set<string>();
  let more = 0;
  return {
    with: (block) => {
      const { collections = [] } = referencesIn(block);
      more += collections.filter((id) => !ids.has(id)).length * (OF_COLLECTION - 1);
      for (const id of Object.values(referencesIn(block)).flat()) ids.add(id);
      return ids.size + more;
    },
  };
};
