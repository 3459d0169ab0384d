import type { Shown } from '../catalog/public.ts';
import { currentIndex } from './current-index.ts';
import { noteQuery } from './reporting/note-query.ts';
import { answerSearch, type SearchResult } from './search-answer.ts';
import type { SearchRequest } from './search-query.ts';

/** Who asks, and when: a name of the viewer's network for the day (a keyed hash), milliseconds since 1970. */
export interface Asker {
  readonly viewer: () => string;
  readonly now: number;
}

/** Finds products or entries as they are now, and when that changes by the clock; counts the query. @throws Refusal 400 */
export const search = async (request: SearchRequest, asker: Asker): Promise<Shown<SearchResult>> => {
  const shown = await answerSearch(await currentIndex(), request);
  await noteQuery(request, { total: shown.body.total, ...asker });
  return shown;
};
