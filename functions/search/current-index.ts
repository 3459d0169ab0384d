import { chosenEngine } from './chosen-engine.ts';
import { readRules } from './merchandising/known-rules.ts';
import type { Index } from './search-answer.ts';

/** Reads this environment’s index, and what staff added to it: no call within a second of the last time. */
export const currentIndex = async (): Promise<Index> => {
  const [searcher, rules] = await Promise.all([chosenEngine().current(), readRules()]);
  return { searcher, rules, state: `${searcher.generation} ${rules.revision}` };
};
