export { type Asker, search } from './search.ts';
export type { SearchResult } from './search-answer.ts';
export type { SearchRequest } from './search-query.ts';
