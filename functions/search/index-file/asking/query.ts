import { joinedTerm } from '../../analysis/pieces.ts';
import { type QueryWord, queryWord, wordsOfQuery } from '../../analysis/query-words.ts';
import type { Typos } from '../typos.ts';
import * as expression from './expressions.ts';
import type { Matcher } from './matcher.ts';

/** Words that are found somewhere of which matches are ranked; words beyond are passed over. */
const MOST_RANKED = 16;
/** Words of which typos are looked up, and what each may be meant as. */
const MOST_CORRECTED = 4;
const MOST_MEANT = 12;

/** Expressions in the order in which what they find is answered; later ones find what earlier ones found, too. */
export interface Tier {
  readonly expression: string;
  /** Asked only when the tiers before have found few. */
  readonly loose: boolean;
}

/** What a query has to have: one of some phrases, all words of it. */
interface Part {
  readonly phrases: readonly (readonly QueryWord[])[];
}

type Synonyms = readonly (readonly string[])[];
const parsed = new WeakMap<Synonyms, Map<string, readonly (readonly QueryWord[])[][]>>();

const same = (a: QueryWord | undefined, b: QueryWord | undefined): boolean =>
  a !== undefined && b !== undefined && a.ways.some((way) => b.ways.some((other) => way.join(' ') === other.join(' ')));

const phrasesOf = (synonyms: Synonyms, language: string): readonly (readonly QueryWord[])[][] => {
  const known = parsed.get(synonyms) ?? new Map<string, readonly (readonly QueryWord[])[][]>();
  parsed.set(synonyms, known);
  const sets =
    known.get(language) ??
    synonyms.map((set) => set.map((phrase) => wordsOfQuery(phrase, language)).filter((words) => words.length > 0));
  known.set(language, sets);
  return sets;
};

/** Pairs of words that something has as one: `note book` is a notebook as well. */
const compoundsOf = (words: readonly QueryWord[], language: string, matcher: Matcher): (readonly QueryWord[])[][] =>
  words.slice(1).flatMap((second, index) => {
    const first = words[index] as QueryWord;
    const one = queryWord([joinedTerm(first.text, second.text)], language);
    return matcher.has(expression.whole(one)) ? [[[first, second], [one]]] : [];
  });

/** Puts the synonyms of words and phrases beside them; those of synonyms are not looked up, so that a circle ends. */
const partsOf = (words: readonly QueryWord[], sets: readonly (readonly (readonly QueryWord[])[])[]): Part[] => {
  const parts: Part[] = [];
  for (let at = 0; at < words.length; ) {
    const begins = (phrase: readonly QueryWord[]): boolean =>
      phrase.every((word, index) => same(word, words[at + index]));
    const found = sets.flatMap((set) => {
      const length = Math.max(0, ...set.filter(begins).map((phrase) => phrase.length));
      return length > 0 ? [{ length, set }] : [];
    });
    const length = Math.max(1, ...found.map((one) => one.length));
    const typed = words.slice(at, at + length);
    parts.push({ phrases: [typed, ...found.filter((one) => one.length === length).flatMap(({ set }) => set)] });
    at += length;
  }
  return parts;
};

const partWhole = ({ phrases }: Part): string =>
  expression.any(phrases.map((phrase) => expression.all(phrase.map(expression.whole))));

/**
 * Lists the tiers of a query: its words whole, then its last word as a beginning; behind them, when those find few, words
 * that nothing has as what they are meant as, then any of the words, then any of what they may be meant as. So an exact
 * match is always before a corrected one.
 */
export const tiersOf = (
  { q, language, synonyms = [] }: { q: string; language: string; synonyms?: Synonyms | undefined },
  matcher: Matcher,
  typos: Typos,
): Tier[] => {
  const words = wordsOfQuery(q, language);
  const last = words.at(-1);
  if (!last) return [];
  const tier = (one: string | undefined, loose = false): Tier[] => (one ? [{ expression: one, loose }] : []);

  const known = (one: string): boolean => matcher.has(one);
  const sets = [...phrasesOf(synonyms, language), ...compoundsOf(words, language, matcher)];
  const parts = partsOf(words, sets).map((part, index, list) => {
    const whole = partWhole(part);
    const isLast = index === list.length - 1;
    const begun = isLast
      ? expression.all([...(part.phrases[0] ?? []).slice(0, -1).map(expression.whole), expression.beginning(last)])
      : undefined;
    return {
      typed: part.phrases[0] ?? [],
      whole,
      begun,
      isKnown: known(whole),
      begins: begun !== undefined && known(begun),
    };
  });
  const found = parts.filter(({ isKnown, begins }) => isKnown || begins).slice(0, MOST_RANKED);
  const everyFound = found.length === Math.min(parts.length, MOST_RANKED);
  const wholes = found.map(({ whole }) => whole);
  const begun = found.at(-1)?.begun;
  // Of phrases each word counts where any of the words does.
  const alone = parts
    .flatMap(({ typed }) => (typed.length > 1 ? typed.map(expression.whole) : []))
    .filter(known)
    .slice(0, MOST_RANKED);

  const meant = new Map<QueryWord, string>();
  for (const word of words) {
    if (meant.size >= MOST_CORRECTED || !word.correctable) continue;
    const may = typos
      .of(word.text)
      .map((other) => expression.whole(queryWord([other], language)))
      .filter(known)
      .slice(0, MOST_MEANT);
    if (may.length > 0) meant.set(word, expression.any(may));
  }
  const meantParts = parts.map(({ typed, whole, isKnown, begins }) =>
    isKnown || begins ? whole : expression.all(typed.map((word) => meant.get(word) ?? expression.whole(word))),
  );
  return [
    ...tier(expression.identifier(q)),
    ...tier(everyFound ? expression.all(wholes) : undefined),
    ...tier(everyFound && begun ? expression.all([...wholes.slice(0, -1), begun]) : undefined),
    ...tier(everyFound ? undefined : expression.all(meantParts.slice(0, MOST_RANKED)), true),
    ...tier(
      found.length > 0 || alone.length > 0
        ? expression.any([...wholes, ...alone, ...(begun ? [begun] : [])])
        : undefined,
      true,
    ),
    ...tier(meant.size > 0 ? expression.any([...meant.values()]) : undefined, true),
  ];
};
