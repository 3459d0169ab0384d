import { chosenEngine } from './chosen-engine.ts';
import { searchPage } from './search-answer.ts';

/**
 * Finds products by words, best first, out of memory, for pages of other modules: as they are at a moment (ISO 8601 in UTC),
 * and when that changes by the clock.
 * @throws Refusal 400 for a cursor of another query
 */
export const findProducts = async (q: string, page: { limit: number; cursor: string | undefined }, at: string) =>
  searchPage(await chosenEngine().current(), { q, filters: {}, ...page }, at);
