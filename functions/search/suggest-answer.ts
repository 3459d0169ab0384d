import * as z from 'zod/mini';
import { fold, type Shown } from '../catalog/public.ts';
import type { SuggestInput } from './engine.ts';
import { keep } from './kept-answers.ts';
import { pastQueries } from './reporting/past-queries.ts';
import type { Index } from './search-answer.ts';

export const Suggestions = z.object({ items: z.array(z.string()).check(z.describe('Completions, best first.')) });

/**
 * Answers completions of a typed query, as they are now, from memory where it can: past queries that begin so, half of them at
 * most, and then what the index has.
 */
export const answerSuggest = (
  { searcher, state }: Index,
  asked: Omit<SuggestInput, 'at'>,
): Promise<Shown<z.infer<typeof Suggestions>>> =>
  keep(state, ['suggest', asked], async (at) => {
    const [{ phrases, flips }, past] = await Promise.all([
      searcher.suggest({ ...asked, at }),
      pastQueries(asked.q, Math.ceil(asked.limit / 2)),
    ]);
    const byText = new Map([...past, ...phrases].toReversed().map((text) => [fold(text), text]));
    return { body: { items: [...byText.values()].toReversed().slice(0, asked.limit) }, flips };
  });
