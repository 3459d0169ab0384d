import { msOf } from '#lib/clock.ts';
import { fold } from '../../analysis/fold.ts';
import { piecesOf } from '../../analysis/pieces.ts';
import type { Suggested, SuggestInput } from '../../engine.ts';
import type { NextFlips } from '../columns.ts';
import { all, any, beginning, whole } from './expressions.ts';
import { wordsAsked } from './query.ts';
import { documentsOf, flipsOf, search, type View } from './search.ts';

/** Documents that are looked at: their numbers are in the order of units paid. */
const LOOKED_AT = 1000;
/** Columns of the full text that phrases are made of. */
const PHRASES = '{title type vendor collections starts}';

/** Collects phrases, those that fold to the same once. */
const phrasesUpTo = (limit: number) => {
  const phrases = new Map<string, string>();
  return {
    add(phrase: string): void {
      if (phrases.size < limit && phrase !== '' && !phrases.has(fold(phrase))) phrases.set(fold(phrase), phrase);
    },
    isFull: (): boolean => phrases.size >= limit,
    has: (folded: string): boolean => phrases.has(folded),
    all: (): string[] => [...phrases.values()],
  };
};

/**
 * Completes by titles, types, vendors and collections of what sells most among what a query finds. Where what was typed is
 * spread over fields, or misspelt, the titles of the hits are the completions.
 */
export const suggest = (view: View, { q, language, limit, at: moment }: SuggestInput): Suggested => {
  const words = wordsAsked({ q, language }, view);
  const last = words.at(-1);
  if (!last) return { phrases: [], flips: [] };
  const { matcher, columns, values, db } = view;
  const at = msOf(moment);
  const flips: NextFlips = { next: Number.POSITIVE_INFINITY, taken: Number.POSITIVE_INFINITY };
  const documents = documentsOf(db);
  const phrases = phrasesUpTo(limit);
  const typed = piecesOf(q).map(({ text }) => text);
  const completes = (phrase: string): boolean => {
    const found = piecesOf(phrase).map(({ text }) => text);
    return typed.every((part) => found.some((word) => word.startsWith(part)));
  };
  const begun = all([...words.slice(0, -1).map(whole), any([whole(last), beginning(last)])]);
  const shown = (expression: string): number[] =>
    matcher.plain(expression, LOOKED_AT).numbers.filter((number) => {
      columns.noteFlips(number, at, flips);
      return columns.isShown(number, at);
    });

  const [vendors, types, collections] = ['vendor', 'type', 'collection'].map((name) => values.facets.get(name));
  const seen = new Set<number>();
  const addValues = (number: number): void => {
    const [first = 0, count = 0] = [columns.first[number], columns.count[number]];
    for (const value of columns.values.subarray(first, first + count)) {
      const facet = values.facetOf[value];
      if (seen.has(value) || (facet !== vendors && facet !== types && facet !== collections)) continue;
      seen.add(value);
      // A collection is known by its slug.
      const label = facet === collections ? values.labelOf(value).replaceAll('-', ' ') : values.labelOf(value);
      if (completes(label)) phrases.add(label);
    }
  };
  for (const number of shown(`${PHRASES} : ${begun}`)) {
    if (phrases.isFull()) break;
    const { title } = documents.keyOf(number);
    if (!phrases.has(title) && completes(title)) phrases.add(documents.read(number).title);
    addValues(number);
  }
  if (phrases.all().length > 0) return { phrases: phrases.all(), flips: flipsOf(flips) };

  for (const number of shown(begun).slice(0, limit)) phrases.add(documents.read(number).title);
  if (phrases.all().length > 0) return { phrases: phrases.all(), flips: flipsOf(flips) };

  for (const kind of ['product', 'entry'] as const) {
    const found = search(view, { q, language, kind, filters: {}, sort: 'relevance', limit, at: moment });
    for (const hit of found.hits)
      phrases.add(hit.kind === 'product' ? hit.product.title : String(hit.entry['title'] ?? ''));
    for (const flip of found.flips) {
      flips.next = Math.min(flips.next, msOf(flip.at));
      if (flip.takesAway) flips.taken = Math.min(flips.taken, msOf(flip.at));
    }
  }
  return { phrases: phrases.all(), flips: flipsOf(flips) };
};
