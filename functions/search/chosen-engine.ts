import type { SearchEngine } from './engine.ts';
import { generations } from './generations/generations.ts';

/** Answers the engine of this stage, as far as routes and consumers need it; what builds its index is schedule/build-index.ts’s. */
export const chosenEngine = (): Pick<SearchEngine, 'take' | 'current'> => generations;
