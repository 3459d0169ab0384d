import { joinedTerm, piecesOf } from '../analysis/pieces.ts';
import { analyse, identifierTerm } from '../analysis/terms.ts';
import type { SearchDocument } from '../document.ts';
import { type Facts, spansOf } from './facts.ts';
import type { TextColumn } from './schema.ts';

/** Letters of a beginning that has a term of its own: longer ones are looked up among the terms. */
export const START_LENGTH = 3;
export const startTerm = (beginning: string): string => `_${beginning}`;

export const keyTerms = {
  product: '.p',
  entry: '.e',
  available: '.a',
  value: (group: number): string => `.${group}`,
  span: (span: number): string => `.b${span}`,
} as const;

const startsOf = (texts: readonly string[]): string[] => {
  const starts = new Set<string>();
  for (const { text } of texts.flatMap(piecesOf)) {
    const letters = [...text.slice(0, 2 * START_LENGTH)];
    for (let length = 1; length <= START_LENGTH && length <= letters.length; length += 1)
      starts.add(startTerm(letters.slice(0, length).join('')));
  }
  return [...starts];
};

/** Each two words of a title as one: `Tea towel` is found by `teatowel`. */
const pairsOf = (title: string): string[] => {
  const pieces = piecesOf(title);
  return pieces.slice(1).flatMap((piece, index) => {
    const before = pieces[index] as (typeof pieces)[number];
    return piece.unspaced || before.unspaced ? [] : [joinedTerm(before.text, piece.text)];
  });
};

/** A document as the full text has it. */
export interface IndexedText {
  readonly columns: Readonly<Record<TextColumn, readonly string[]>>;
  /** Its words, each once: what a misspelt word may be meant as. Identifiers are never corrected. */
  readonly words: ReadonlySet<string>;
}

/** Makes the terms of a document by column. @param groups of its values */
export const textOf = (document: SearchDocument, facts: Facts, groups: readonly number[]): IndexedText => {
  const { language, title, vendor, type, tags, identifiers, attributes, description, collections } = document;
  const words = new Set<string>();
  const terms = (...texts: readonly (string | null)[]): string[] =>
    texts.flatMap((text) => {
      if (!text) return [];
      const analysed = analyse(text, language);
      for (const word of analysed.words) words.add(word);
      return analysed.terms;
    });
  const columns = {
    title: terms(title),
    identifiers: identifiers.map(identifierTerm).filter(Boolean),
    type: terms(type),
    vendor: terms(vendor),
    more: terms(...attributes, ...tags),
    pairs: pairsOf(title),
    collections: terms(...collections),
    description: terms(description),
    starts: startsOf([title, type ?? '', vendor ?? '', ...tags]),
    keys: [
      keyTerms[document.kind],
      ...(facts.available ? [keyTerms.available] : []),
      ...groups.map(keyTerms.value),
      ...[...spansOf(facts)].map(keyTerms.span),
    ],
  };
  return { columns, words };
};
