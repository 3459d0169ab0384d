import type { Synonyms, Warning } from './rules.ts';

/** Splits a text into the words that are compared. */
export type WordsOf = (text: string) => string[];

/** A set as it is looked for in a query: its phrases by their words, and why it is passed over. */
interface KnownSet {
  readonly words: readonly string[];
  readonly phrases: readonly (readonly string[])[];
  readonly warning: Warning | undefined;
}
/** Sets by the first word of each of their phrases. */
export type KnownSets = ReadonlyMap<string, readonly KnownSet[]>;

/** Sets that one query is asked with at most. */
const MOST_APPLIED = 20;

/**
 * Finds what is passed over: a set whose words are all the same to a search, and one that closes a circle, where two of its
 * words mean the same already by the sets before it (`a b`, `b c`, `c a`). @param sets the oldest first
 */
export const warningsOf = (sets: readonly Synonyms[], wordsOf: WordsOf): Map<string, Warning> => {
  const groups = new Map<string, string>();
  const groupOf = (phrase: string): string => {
    const above = groups.get(phrase);
    return above === undefined || above === phrase ? phrase : groupOf(above);
  };
  return new Map(
    sets.flatMap(({ id, words }): [string, Warning][] => {
      const phrases = [...new Set(words.map((text) => wordsOf(text).join(' ')).filter((text) => text !== ''))];
      if (phrases.length < 2)
        return [
          [id, { code: 'synonyms-same', detail: `The words of ${id} are the same to a search: it adds nothing.` }],
        ];
      const known = phrases.map(groupOf);
      if (new Set(known).size < known.length)
        return [[id, { code: 'synonyms-in-circle', detail: `${id} closes a circle of sets and is passed over.` }]];
      for (const group of known) groups.set(group, known[0] ?? group);
      return [];
    }),
  );
};

/** Prepares sets to be looked for in queries. @param sets the oldest first */
export const knownSets = (sets: readonly Synonyms[], wordsOf: WordsOf): KnownSets => {
  const warnings = warningsOf(sets, wordsOf);
  const byWord = new Map<string, KnownSet[]>();
  for (const { id, words } of sets) {
    const phrases = words.map(wordsOf).filter((phrase) => phrase.length > 0);
    const known = { words, phrases, warning: warnings.get(id) };
    for (const first of new Set(phrases.map(([word = '']) => word)))
      byWord.set(first, [...(byWord.get(first) ?? []), known]);
  }
  return byWord;
};

/** Picks the sets a phrase of which is in a query, word for word, and tells of those that are passed over. */
export const synonymsIn = (
  q: string,
  sets: KnownSets,
  wordsOf: WordsOf,
): { readonly synonyms: string[][]; readonly warnings: Warning[] } => {
  const asked = wordsOf(q);
  const isAt = (phrase: readonly string[], at: number): boolean =>
    phrase.every((word, index) => asked[at + index] === word);
  const found = new Set<KnownSet>();
  for (const [at, word] of asked.entries())
    for (const set of sets.get(word) ?? []) if (set.phrases.some((phrase) => isAt(phrase, at))) found.add(set);
  const [counting, passed] = [
    [...found].filter(({ warning }) => !warning),
    [...found].flatMap(({ warning }) => warning ?? []),
  ];
  return { synonyms: counting.slice(0, MOST_APPLIED).map(({ words }) => [...words]), warnings: passed };
};
