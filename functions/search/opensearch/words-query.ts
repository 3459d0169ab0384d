import type { Types } from '@opensearch-project/opensearch';
import { type QueryWord, wordsOfQuery } from '../analysis/query-words.ts';
import { identifierTerm } from '../analysis/terms.ts';
import type { SearchInput } from '../engine.ts';
import { weights } from './index-body.ts';
import { START_LENGTH } from './stored-document.ts';

export type Query = Types.Common_QueryDsl.QueryContainer;

/** Words that are ranked by, and synonyms of one: the clauses of a query are bounded (1,024). */
const MOST_WORDS = 16;
const MOST_PHRASES = 8;
/** Apart by more than any BM25 of ours, and near enough that a float of 24 bits still tells 0.001 in one. */
const TIER = 1000;

export const any = (queries: readonly Query[]): Query => ({ bool: { should: [...queries], minimum_should_match: 1 } });
export const all = (queries: readonly Query[]): Query => ({ bool: { filter: [...queries] } });
const constant = (filter: Query, boost: number): Query => ({ constant_score: { filter, boost } });

/** A word as it is, in one of its ways, anywhere. Terms are letters and digits alone, and no query is ever parsed. */
const whole = ({ ways }: QueryWord, field = 'words'): Query =>
  any(
    ways.map((way) =>
      all(
        way.map((term) =>
          any([
            { term: { [field]: { value: term } } },
            ...(field === 'words' ? [{ term: { identifiers: { value: term } } }] : []),
          ]),
        ),
      ),
    ),
  );

/** What begins with a word: words, and identifiers. */
const beginning = ({ text }: QueryWord, field = 'words'): Query =>
  [...text].length <= START_LENGTH
    ? { term: { starts: { value: text } } }
    : any([
        { prefix: { [field]: { value: text } } },
        ...(field === 'words' ? [{ prefix: { identifiers: { value: text } } }] : []),
      ]);

/** What a word may be meant as: one letter wrong, missing, added or transposed. */
const meant = ({ text }: QueryWord): Query => ({
  fuzzy: { words: { value: text, fuzziness: 1, transpositions: true, max_expansions: 50 } },
});

/** How well a word says what a document is: the best field, and a share of the others. */
const ranked = ({ ways }: QueryWord): Query => ({
  dis_max: {
    tie_breaker: 0.3,
    queries: ways.flatMap((way) =>
      Object.entries(weights).map(([field, boost]): Query => {
        const terms = way.map((term): Query => ({ term: { [field]: { value: term, boost } } }));
        return terms.length === 1 ? (terms[0] as Query) : { bool: { must: terms } };
      }),
    ),
  },
});

/** A word or phrase that was typed, and what means the same. */
interface Part {
  readonly typed: readonly QueryWord[];
  readonly phrases: readonly (readonly QueryWord[])[];
}

const same = (a: QueryWord | undefined, b: QueryWord | undefined): boolean =>
  a !== undefined && b !== undefined && a.ways.some((way) => b.ways.some((other) => way.join(' ') === other.join(' ')));

/** Puts the synonyms of words and phrases beside them; those of synonyms are not looked up, so a circle ends. */
const partsOf = (
  words: readonly QueryWord[],
  { synonyms = [], language }: Pick<SearchInput, 'synonyms' | 'language'>,
): Part[] => {
  const sets = synonyms.map((set) =>
    set.map((phrase) => wordsOfQuery(phrase, language)).filter(({ length }) => length > 0),
  );
  const parts: Part[] = [];
  for (let at = 0; at < words.length; ) {
    const begins = (phrase: readonly QueryWord[]): boolean => phrase.every((word, n) => same(word, words[at + n]));
    const found = sets.map((set) => ({ set, length: Math.max(0, ...set.filter(begins).map(({ length }) => length)) }));
    const length = Math.max(1, ...found.map((one) => one.length));
    const typed = words.slice(at, at + length);
    const others = found.filter((one) => one.length === length).flatMap(({ set }) => set);
    parts.push({ typed, phrases: [typed, ...others].slice(0, MOST_PHRASES) });
    at += length;
  }
  return parts;
};

const partWhole = ({ phrases }: Part): Query => any(phrases.map((phrase) => all(phrase.map((word) => whole(word)))));
const partBegun = ({ typed }: Part): Query => {
  const last = typed.at(-1);
  return all([...typed.slice(0, -1).map((word) => whole(word)), ...(last ? [beginning(last)] : [])]);
};

/** A query in its words, and which of them have to be asked for first. */
export interface Words {
  readonly parts: readonly Part[];
  readonly identifier: Query | undefined;
  /** By number of its part: whether anything has it. Asked only where there are several. */
  readonly probes: Readonly<Record<string, Query>>;
}

/** Reads the words of a query; undefined where it has none. */
export const wordsOf = (input: Pick<SearchInput, 'q' | 'language' | 'synonyms'>): Words | undefined => {
  const parts = partsOf(wordsOfQuery(input.q, input.language).slice(0, MOST_WORDS), input);
  if (parts.length === 0) return undefined;
  const whole = identifierTerm(input.q);
  const probes = parts.map((part, n) => [
    `part${n}`,
    n === parts.length - 1 ? any([partWhole(part), partBegun(part)]) : partWhole(part),
  ]);
  return {
    parts,
    identifier: whole === '' ? undefined : { term: { identifiers: { value: whole } } },
    probes: parts.length === 1 ? {} : (Object.fromEntries(probes) as Record<string, Query>),
  };
};

/** What a query asks for: hits of stricter tiers come first; looser ones are asked only where those found few. */
export interface Asked {
  readonly strict: Query;
  readonly loose: Query;
}

const tiered = (tiers: readonly (Query | undefined)[], parts: readonly Part[]): Query => {
  const best = tiers.flatMap((tier, n) => (tier ? [constant(tier, TIER * (tiers.length - n))] : []));
  const words = parts.flatMap(({ phrases }) => phrases.flat());
  return {
    bool: {
      // The best of its tiers decides, BM25 only within one: an exact match is never behind a corrected one.
      must: [{ dis_max: { queries: best } }],
      should: [
        {
          function_score: {
            query: { bool: { should: words.map(ranked), minimum_should_match: 1 } },
            functions: [{ field_value_factor: { field: 'popularity', missing: 1 } }],
            boost_mode: 'multiply',
          },
        },
      ],
    },
  };
};

/**
 * Makes the tiers of a query: an identifier that is all of it; its words whole; its last word as a beginning; then, where
 * those find few, words that nothing has as what they may be meant as; any of its words; what any of them may be meant as.
 * @param isKnown whether anything has a part; of one that stands alone it is not asked, since no tier hangs on it
 */
export const askedOf = ({ parts, identifier }: Words, isKnown: (part: number) => boolean): Asked => {
  const known = parts.map((_, n) => parts.length === 1 || isKnown(n));
  const found = parts.filter((_, n) => known[n]);
  const last = found.at(-1) === parts.at(-1) ? found.at(-1) : undefined;
  const wholes = found.map(partWhole);
  const everyFound = found.length === parts.length;
  const meantOf = (part: Part): Query =>
    all(part.typed.map((word) => (word.correctable ? any([whole(word), meant(word)]) : whole(word))));
  const correctable = parts.flatMap(({ typed }) => typed.filter((word) => word.correctable)).slice(0, MOST_CORRECTED);
  const strict = [
    identifier,
    everyFound ? all(wholes) : undefined,
    everyFound && last ? all([...wholes.slice(0, -1), partBegun(last)]) : undefined,
  ];
  const loose = [
    ...strict,
    everyFound ? undefined : all(parts.map((part, n) => (known[n] ? partWhole(part) : meantOf(part)))),
    found.length > 0 ? any([...wholes, ...(last ? [partBegun(last)] : [])]) : undefined,
    correctable.length > 0 ? any(correctable.map(meant)) : undefined,
  ];
  return { strict: tiered(strict, parts), loose: tiered(loose, parts) };
};
const MOST_CORRECTED = 4;

/** What completes a query: all its words, of what is suggested, the last one as a beginning. */
export const completing = (q: string, language: string): Query | undefined => {
  const words = wordsOfQuery(q, language).slice(0, MOST_WORDS);
  const last = words.at(-1);
  if (!last) return undefined;
  const before = words.slice(0, -1).map((word) => whole(word, 'completed'));
  return all([...before, any([whole(last, 'completed'), beginning(last, 'completed')])]);
};
