import { current } from './current-index.ts';
import { searchPage } from './search-answer.ts';

/**
 * Finds products by words, best first, out of memory, for pages of other modules.
 * @throws Refusal 400 for a cursor of another query
 */
export const findProducts = async (q: string, page: { limit: number; cursor: string | undefined }) =>
  searchPage(await current(), { q, filters: {}, ...page });
