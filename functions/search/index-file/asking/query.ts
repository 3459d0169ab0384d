import { joinedTerm } from '../../analysis/pieces.ts';
import { type QueryWord, queryWord, wordsOfQuery } from '../../analysis/query-words.ts';
import { primaryOf } from '../../analysis/stems.ts';
import { keyTerms } from '../text-of.ts';
import type { Typos } from '../typos.ts';
import type { Values } from '../values.ts';
import * as expression from './expressions.ts';
import type { Matcher } from './matcher.ts';

/** Words of which all are wanted, and of which any is, of those that something has; words beyond are passed over. */
const MOST_ALL = 16;
const MOST_ANY = 8;
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
    const one = byStem(queryWord([joinedTerm(first.text, second.text)], language));
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

/** Leaves out a word as it was typed where its stem finds the same: each term that is looked up costs as much again. */
const byStem = (word: QueryWord): QueryWord =>
  word.stem === word.text
    ? word
    : { ...word, ways: word.ways.filter(([first, second]) => second || first !== word.text) };

/** What a query asks for, and what it is asked of. */
interface Asked {
  readonly q: string;
  readonly language: string;
  readonly synonyms?: Synonyms | undefined;
}
interface Index {
  readonly matcher: Matcher;
  readonly typos: Typos;
  readonly values: Values;
}

/** Answers whether there are documents of other languages than the query's: they have words, and other stems. */
const hasOthers = (language: string, { matcher, values }: Index): boolean =>
  values
    .groupsOf('language')
    .some(({ group, key }) => key !== primaryOf(language) && matcher.has(expression.term(keyTerms.value(group))));

/** Reads the words of a query as they are asked for. */
export const wordsAsked = ({ q, language }: Asked, index: Index): QueryWord[] => {
  const words = wordsOfQuery(q, language);
  return hasOthers(language, index) ? words : words.map(byStem);
};

/**
 * Lists the tiers of a query, as they are asked for: its words whole, then its last word as a beginning; behind them, when
 * those find few, words that nothing has as what they are meant as, then any of the words, then any of what they may be
 * meant as. So an exact match is always before a corrected one.
 */
export function* tiersOf(asked: Asked, index: Index): Generator<Tier> {
  const { language, synonyms = [] } = asked;
  const { matcher, typos } = index;
  const words = wordsAsked(asked, index);
  const last = words.at(-1);
  if (!last) return;
  const known = (one: string): boolean => matcher.has(one);
  const whole = expression.identifier(asked.q);
  if (whole) yield { expression: whole, loose: false };

  const sets = [...phrasesOf(synonyms, language), ...compoundsOf(words, language, matcher)];
  const parts = partsOf(words, sets).map((part) => {
    const [typed = []] = part.phrases;
    const one = partWhole(part);
    return { typed, whole: one, isKnown: known(one) };
  });
  const before = parts.at(-1)?.typed.slice(0, -1) ?? [];
  const begun = expression.all([...before.map(expression.whole), expression.beginning(last)]);
  const isBegun = parts.at(-1)?.isKnown === true || known(begun);
  const found = parts.filter(({ isKnown }, at) => isKnown || (isBegun && at === parts.length - 1)).slice(0, MOST_ALL);
  const everyFound = found.length === Math.min(parts.length, MOST_ALL);
  if (everyFound) {
    const wholes = found.map((part) => part.whole);
    const all = expression.all(wholes);
    yield { expression: all, loose: false };
    if (found.length === parts.length)
      yield { expression: expression.butNot(expression.all([...wholes.slice(0, -1), begun]), all), loose: false };
  }

  const meant = new Map<QueryWord, string>();
  for (const word of words) {
    if (meant.size >= MOST_CORRECTED || !word.correctable) continue;
    const may = typos
      .of(word.text)
      // A word whose documents are gone is still remembered; by its stem it would find those that never had it.
      .filter((other) => known(expression.ofTexts(other)))
      .map((other) => expression.whole(byStem(queryWord([other], language))))
      .filter(known)
      .slice(0, MOST_MEANT);
    if (may.length > 0) meant.set(word, expression.any(may));
  }
  if (!everyFound) {
    const corrected = parts.map((part) =>
      part.isKnown ? part.whole : expression.all(part.typed.map((word) => meant.get(word) ?? expression.whole(word))),
    );
    yield { expression: expression.all(corrected.slice(0, MOST_ALL)), loose: true };
  }
  // Of phrases each word counts where any of the words does.
  const alone = parts.flatMap(({ typed }) => (typed.length > 1 ? typed.map(expression.whole) : [])).filter(known);
  const any = [...found.filter(({ isKnown }) => isKnown).map((part) => part.whole), ...alone].slice(0, MOST_ANY);
  if (isBegun) any.push(begun);
  if (any.length === 0)
    any.push(
      ...words
        .flatMap(({ parts }) => parts.map(expression.term))
        .filter(known)
        .slice(0, MOST_ANY),
    );
  if (any.length > 0) yield { expression: expression.any(any), loose: true };
  if (meant.size > 0) yield { expression: expression.any([...meant.values()]), loose: true };
}
