import { msOf } from '#lib/clock.ts';
import { fold } from '../../analysis/fold.ts';
import { piecesOf } from '../../analysis/pieces.ts';
import { wordsOfQuery } from '../../analysis/query-words.ts';
import type { Suggested, SuggestInput } from '../../engine.ts';
import type { NextFlips } from '../columns.ts';
import { all, any, beginning, whole } from './expressions.ts';
import { documentsOf, flipsOf, search, type View } from './search.ts';

/** Documents that are looked at: their numbers are in the order of units paid. */
const LOOKED_AT = 1000;
/** Hits whose titles complete what no phrase does. */
const HITS = 50;
const columns = '{title type vendor collections starts}';

/** Completes by titles, types, vendors and collections of what sells most among what a query finds. */
export const suggest = (view: View, { q, language, limit, at: moment }: SuggestInput): Suggested => {
  const words = wordsOfQuery(q, language);
  const last = words.at(-1);
  if (!last) return { phrases: [], flips: [] };
  const { matcher, columns: held, values, db } = view;
  const at = msOf(moment);
  const flips: NextFlips = { next: Number.POSITIVE_INFINITY, taken: Number.POSITIVE_INFINITY };
  const documents = documentsOf(db);
  const begun = all([...words.slice(0, -1).map(whole), any([whole(last), beginning(last)])]);
  const typed = piecesOf(q).map(({ text }) => text);
  const phrases = new Map<string, string>();
  const seen = new Set<number>();
  const completes = (key: string): boolean => {
    const found = piecesOf(key).map(({ text }) => text);
    return typed.every((part) => found.some((word) => word.startsWith(part)));
  };
  const add = (phrase: string): void => {
    const key = fold(phrase);
    if (phrases.size < limit && !phrases.has(key) && completes(key)) phrases.set(key, phrase);
  };
  const facets = ['type', 'vendor', 'collection'].map((name) => values.facets.get(name));
  for (const number of matcher.plain(`${columns} : ${begun}`, LOOKED_AT).numbers) {
    held.noteFlips(number, at, flips);
    if (phrases.size >= limit || !held.isShown(number, at)) continue;
    const { title } = documents.keyOf(number);
    if (!phrases.has(title) && completes(title)) add(documents.read(number).title);
    const [first = 0, count = 0] = [held.first[number], held.count[number]];
    for (const value of held.values.subarray(first, first + count)) {
      const group = values.groupOf[value] ?? 0;
      const facet = values.facetOf[value];
      if (seen.has(group) || !facets.includes(facet)) continue;
      seen.add(group);
      const label = values.labelOf(value);
      // A collection is known by its slug.
      add(facet === facets[2] ? label.replaceAll('-', ' ') : label);
    }
  }
  if (phrases.size > 0) return { phrases: [...phrases.values()], flips: flipsOf(flips) };
  // The words may be spread over fields, or misspelt: then the titles of the hits are the completions.
  for (const kind of ['product', 'entry'] as const) {
    const found = search(view, {
      q,
      language,
      kind,
      filters: {},
      sort: 'relevance',
      limit: Math.min(HITS, limit),
      at: moment,
    });
    for (const shown of found.hits) {
      const title = shown.kind === 'product' ? shown.product.title : String(shown.entry['title'] ?? '');
      if (phrases.size < limit && title !== '' && !phrases.has(fold(title))) phrases.set(fold(title), title);
    }
    for (const flip of found.flips) {
      flips.next = Math.min(flips.next, msOf(flip.at));
      if (flip.takesAway) flips.taken = Math.min(flips.taken, msOf(flip.at));
    }
  }
  return { phrases: [...phrases.values()], flips: flipsOf(flips) };
};
