import * as z from 'zod/mini';
import { type Item, query } from '#lib/table.ts';
import { table } from '../catalog-table.ts';
import { Product } from '../product/product.ts';
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
