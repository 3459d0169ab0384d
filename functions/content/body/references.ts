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

/** Counts, block by block, what a body refers to; ids tell by their prefix what they name. */
export const countReferences = (): { readonly with: (block: Block) => number } => {
  const ids = new Set<string>();
  return {
    with: (block) => {
      for (const id of Object.values(referencesIn(block)).flat()) ids.add(id);
      return ids.size;
    },
  };
};
