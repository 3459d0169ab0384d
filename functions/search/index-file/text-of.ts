import { piecesOf } from '../analysis/pieces.ts';
import { identifierTerm, termsOf } from '../analysis/terms.ts';
import type { SearchDocument } from '../document.ts';
import { type Facts, spansOf } from './facts.ts';
import { type TextColumn, textColumns } from './schema.ts';

/** Letters of a beginning that has a term of its own: longer ones are looked up among the terms. */
export const START_LENGTH = 2;
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

/** Makes the terms of a document by column of the full text. @param groups of its values */
export const textOf = (
  document: SearchDocument,
  facts: Facts,
  groups: readonly number[],
): Record<TextColumn, string[]> => {
  const { language, title, vendor, type, tags, identifiers, attributes, description, collections } = document;
  const terms = (...texts: readonly (string | null)[]): string[] =>
    texts.flatMap((text) => (text ? termsOf(text, language) : []));
  return {
    title: terms(title),
    identifiers: identifiers.map(identifierTerm).filter(Boolean),
    type: terms(type),
    vendor: terms(vendor),
    more: terms(...attributes, ...tags),
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
};

/** Columns whose words may be meant by a word with a typo: identifiers are never corrected. */
const meantColumns = (Object.keys(textColumns) as TextColumn[]).filter(
  (column) => !['identifiers', 'starts', 'keys'].includes(column),
);
/** Lists the words of a document, each once. */
export const wordsIn = (text: Record<TextColumn, string[]>): Set<string> =>
  new Set(meantColumns.flatMap((column) => text[column]));
