import type { SearchEngine } from './engine.ts';
import { generations } from './generations/generations.ts';
import { settings } from './settings.ts';

/** The engine beside the embedded one, where the stage chooses it. Loaded when it is asked: its client is heavy. */
export const chosenOpenSearch = async (): Promise<SearchEngine | undefined> => {
  if (settings().SEARCH_ENGINE !== 'opensearch') return undefined;
  const { openSearchEngine } = await import('./opensearch/opensearch-engine.ts');
  return openSearchEngine();
};

/** Answers the engine of this stage, as far as routes and consumers need it; what builds its index is schedule/build-index.ts’s. */
export const chosenEngine = (): Pick<SearchEngine, 'take' | 'current'> => ({
  take: async (ids, read) => ((await chosenOpenSearch()) ?? generations).take(ids, read),
  current: async () => ((await chosenOpenSearch()) ?? generations).current(),
});
