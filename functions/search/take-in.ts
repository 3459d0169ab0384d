import { chosenEngine } from './chosen-engine.ts';
import { readDocuments } from './sources/sources.ts';

/** Takes products and entries into the index as their modules have them now, and those out that are not shown; a repeat changes nothing. */
export const takeIn = (ids: readonly string[]): Promise<void> => chosenEngine().take(ids, readDocuments);
