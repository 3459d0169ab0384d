import type { Shown } from '../catalog/public.ts';
import { currentIndex } from './current-index.ts';
import { answerSearch, type SearchResult } from './search-answer.ts';
import type { SearchRequest } from './search-query.ts';

/** Finds products or entries, for pages of other modules: as they are now, and when that changes by the clock. @throws Refusal 400 */
export const search = async (request: SearchRequest): Promise<Shown<SearchResult>> =>
  answerSearch(await currentIndex(), request);
