import type { Types } from '@opensearch-project/opensearch';
import { joinedTerm } from '../analysis/pieces.ts';
import { type QueryWord, queryWord, wordsOfQuery } from '../analysis/query-words.ts';
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
  /** The place of its first word. */
  readonly at: number;
  readonly typed: readonly QueryWord[];
  readonly phrases: readonly (readonly QueryWord[])[];
}

const same = (a: QueryWord | undefined, b: QueryWord | undefined): boolean =>
  a !== undefined && b !== undefined && a.ways.some((way) => b.ways.some((other) => way.join(' ') === other.join(' ')));

/** Words and phrases that mean the same. */
type Sets = readonly (readonly (readonly QueryWord[])[])[];

/** Puts beside words and phrases what means the same; what means the same as that is not looked up, so a circle ends. */
const partsOf = (words: readonly QueryWord[], sets: Sets): Part[] => {
  const parts: Part[] = [];
  for (let at = 0; at < words.length; ) {
    const begins = (phrase: readonly QueryWord[]): boolean => phrase.every((word, n) => same(word, words[at + n]));
    const found = sets.map((set) => ({ set, length: Math.max(0, ...set.filter(begins).map(({ length }) => length)) }));
    const length = Math.max(1, ...found.map((one) => one.length));
    const typed = words.slice(at, at + length);
    const others = found.filter((one) => one.length === length).flatMap(({ set }) => set);
    parts.push({ at, typed, phrases: [typed, ...others].slice(0, MOST_PHRASES) });
    at += length;
  }
  return parts;
};

const partWhole = ({ phrases }: Part): Query => any(phrases.map((phrase) => all(phrase.map((word) => whole(word)))));
const partBegun = ({ typed }: Part): Query => {
  const last = typed.at(-1);
  return all([...typed.slice(0, -1).map((word) => whole(word)), ...(last ? [beginning(last)] : [])]);
};

/** A query in its words, and what has to be asked about them first. */
export interface Words {
  readonly words: readonly QueryWord[];
  readonly synonyms: Sets;
  /** Two words that follow each other, as one: `note book` is a notebook as well. */
  readonly pairs: readonly (readonly [QueryWord, QueryWord, one: QueryWord])[];
  readonly identifier: Query | undefined;
  /** Whether anything has them, by name; none of a word that stands alone. */
  readonly probes: Readonly<Record<string, Query>>;
}

const probeOf = ({ at, typed }: Pick<Part, 'at' | 'typed'>): string => `part${at}to${at + typed.length}`;
const pairProbe = (first: number): string => `pair${first}`;

/** Reads the words of a query; undefined where it has none. */
export const wordsOf = ({
  q,
  language,
  synonyms = [],
}: Pick<SearchInput, 'q' | 'language' | 'synonyms'>): Words | undefined => {
  const words = wordsOfQuery(q, language).slice(0, MOST_WORDS);
  if (words.length === 0) return undefined;
  const sets = synonyms.map((set) =>
    set.map((phrase) => wordsOfQuery(phrase, language)).filter(({ length }) => length > 0),
  );
  const parts = partsOf(words, sets);
  const pairs = words.slice(1).map((second, n) => {
    const first = words[n] as QueryWord;
    return [first, second, queryWord([joinedTerm(first.text, second.text)], language)] as const;
  });
  const probes = [
    ...parts.map((part) => [
      probeOf(part),
      part === parts.at(-1) ? any([partWhole(part), partBegun(part)]) : partWhole(part),
    ]),
    ...pairs.map(([, , one], n) => [pairProbe(n), whole(one)]),
  ];
  const isAlone = words.length === 1 && words[0]?.parts.length === 0;
  const all = identifierTerm(q);
  return {
    words,
    synonyms: sets,
    pairs,
    identifier: all === '' ? undefined : { term: { identifiers: { value: all } } },
    probes: isAlone ? {} : (Object.fromEntries(probes) as Record<string, Query>),
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
      must: [best.length > 0 ? { dis_max: { queries: best } } : { match_none: {} }],
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
 * @param has whether anything has what a probe asks for; of one word that stands alone nothing is asked, and it has
 */
export const askedOf = (query: Words, has: (probe: string) => boolean): Asked => {
  // A query of more clauses is refused: then its first words are asked for, in the end without what means the same.
  for (let most = query.words.length; ; most = Math.floor(most / 2)) {
    const fewer = { ...query, words: query.words.slice(0, Math.max(1, most)), ...(most < 1 ? { synonyms: [] } : {}) };
    const asked = tiersOf(fewer, has);
    if (most < 1 || clausesIn(asked.loose) <= MOST_CLAUSES) return asked;
  }
};
/** Clauses that a query may have in all, its own filters aside (`indices.query.bool.max_clause_count`, 1,024). */
const MOST_CLAUSES = 950;

/** Counts what is looked up: queries that have no others in them. */
const clausesIn = (query: unknown): number => {
  if (typeof query !== 'object' || query === null) return 0;
  if (Array.isArray(query)) return query.reduce<number>((sum, one) => sum + clausesIn(one), 0);
  return Object.entries(query).reduce(
    (sum, [kind, inner]) => sum + (['term', 'prefix', 'fuzzy'].includes(kind) ? 1 : clausesIn(inner)),
    0,
  );
};

const tiersOf = ({ words, synonyms, pairs, identifier }: Words, has: (probe: string) => boolean): Asked => {
  const joined = pairs
    .slice(0, words.length - 1)
    .flatMap(([first, second, one], n) => (has(pairProbe(n)) ? [[[first, second], [one]]] : []));
  const parts = partsOf(words, [...synonyms, ...joined]);
  /** What is taken together as one was found as one. */
  const isPair = ({ at, typed }: Part): boolean => typed.length === 2 && has(pairProbe(at));
  const known = parts.map((part) => isPair(part) || has(probeOf(part)));
  const found = parts.filter((_, n) => known[n]);
  const last = found.at(-1) === parts.at(-1) ? found.at(-1) : undefined;
  const wholes = found.map(partWhole);
  const everyFound = found.length === parts.length;
  const meantOf = (part: Part): Query =>
    all(part.typed.map((word) => (word.correctable ? any([whole(word), meant(word)]) : whole(word))));
  const correctable = words.filter((word) => word.correctable).slice(0, MOST_CORRECTED);
  // Of phrases each word counts where any of the words does; of what nothing has whole, what it is joined of.
  const alone = parts.flatMap(({ typed }) => (typed.length > 1 ? typed.map((word) => whole(word)) : []));
  const pieces =
    found.length > 0
      ? []
      : words.flatMap((word) => word.parts.map((term): Query => ({ term: { words: { value: term } } })));
  const some = [...wholes, ...alone, ...pieces, ...(last ? [partBegun(last)] : [])];
  const strict = [
    identifier,
    everyFound ? all(wholes) : undefined,
    everyFound && last ? all([...wholes.slice(0, -1), partBegun(last)]) : undefined,
  ];
  const loose = [
    ...strict,
    everyFound ? undefined : all(parts.map((part, n) => (known[n] ? partWhole(part) : meantOf(part)))),
    some.length > 0 ? any(some) : undefined,
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
