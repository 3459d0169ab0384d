import * as z from 'zod/mini';
import type { Shown } from '../catalog/public.ts';
import type { SuggestInput } from './engine.ts';
import { keep } from './kept-answers.ts';
import type { Index } from './search-answer.ts';

export const Suggestions = z.object({ items: z.array(z.string()).check(z.describe('Completions, best first.')) });

/** Answers completions of a typed query, as they are now, from memory where it can. */
export const answerSuggest = (
  { searcher, state }: Index,
  asked: Omit<SuggestInput, 'at'>,
): Promise<Shown<z.infer<typeof Suggestions>>> =>
  keep(state, ['suggest', asked], async (at) => {
    const { phrases, flips } = await searcher.suggest({ ...asked, at });
    return { body: { items: [...phrases] }, flips };
  });
