import * as z from 'zod/mini';
import { type Item, query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { readShownSlugs } from '../collections/collections-table.ts';
import { Product } from '../product/product.ts';
import { type SearchTexts, searchTextsOf } from '../product/search-texts.ts';
import { listOf } from './list-entries-table.ts';
import { ProductSummary, summaryOf, Timed } from './product-summary.ts';
import { readManySources } from './read-sources.ts';

/** A product as search indexes it: what is answered of it, and what the clock decides of that. */
export const SearchSummary = z.extend(ProductSummary, { version: Product.shape.version, ...Timed.shape });
export type SearchSummary = z.infer<typeof SearchSummary>;

/**
 * Reads the summaries of at most 100 products as they are stored now, not as their documents were built, in the order
 * of the ids; `undefined` for one that is not sold.
 */
export const readSearchSummaries = async (productIds: readonly string[]): Promise<(SearchSummary | undefined)[]> => {
  const found = await readManySources(productIds);
  return found.map((sources) =>
    sources?.product.status === 'active'
      ? z.parse(SearchSummary, { ...summaryOf(sources), version: sources.product.version })
      : undefined,
  );
};

/** Reads every product that is sold, a hundred at a time, newest first: the source of a search index. */
export async function* allSearchSummaries(): AsyncGenerator<SearchSummary[]> {
  let after: Item | undefined;
  do {
    const page = await query(table, { ...listOf('newest'), limit: 100, after, project: ['sk'] });
    const summaries = await readSearchSummaries(page.items.map((item) => String(item['sk'])));
    yield summaries.filter((summary) => summary !== undefined);
    after = page.last;
  } while (after);
}

/** A product as search takes it in: what is answered of it, and what it is looked for by. */
export interface SearchProduct extends SearchTexts {
  readonly summary: SearchSummary;
  /** Slugs of the collections that it is in and that are shown. */
  readonly collections: readonly string[];
}

/**
 * Reads at most 100 products as they are stored now, for a search index, in the order of the ids; `undefined` for one that
 * is not sold. Products and availability are read strongly; the slug of a collection may be five seconds old.
 */
export const readSearchProducts = async (productIds: readonly string[]): Promise<(SearchProduct | undefined)[]> => {
  const found = await readManySources(productIds);
  const slugs = await readShownSlugs(found.flatMap((sources) => sources?.product.collectionIds ?? []));
  return found.map((sources) => {
    if (sources?.product.status !== 'active') return undefined;
    const { product } = sources;
    return {
      summary: z.parse(SearchSummary, { ...summaryOf(sources), version: product.version }),
      ...searchTextsOf(product),
      collections: (product.collectionIds ?? []).flatMap((id) => slugs.get(id) ?? []),
    };
  });
};

/**
 * Reads a page of the ids of products that are sold, newest first, at most 100. Their list is made behind the products: one
 * that was put a moment ago may be missing, and is told by `product.changed`.
 */
export const pageOfSold = async (after: Item | undefined): Promise<{ ids: string[]; last: Item | undefined }> => {
  const { items, last } = await query(table, {
    ...listOf('newest'),
    limit: 100,
    after,
    consistent: true,
    project: ['sk'],
  });
  return { ids: items.map((item) => String(item['sk'])), last };
};
