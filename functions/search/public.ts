export { type Asker, search } from './search.ts';
export type { SearchResult } from './search-answer.ts';
export { requestOf, SearchQuery, type SearchRequest } from './search-query.ts';
