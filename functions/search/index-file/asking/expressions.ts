import type { QueryWord } from '../../analysis/query-words.ts';
import { identifierTerm } from '../../analysis/terms.ts';
import { START_LENGTH, startTerm } from '../text-of.ts';

/**
 * Expressions of FTS5's query language. Terms are letters, digits and marks alone, and stand in quotes: nothing that a
 * shopper types is syntax.
 */
const quoted = (term: string): string => `"${term.replaceAll('"', '')}"`;
const joined = (operator: 'AND' | 'OR', expressions: readonly string[]): string =>
  expressions.length === 1 ? (expressions[0] ?? '') : `(${expressions.join(` ${operator} `)})`;

/** All of some expressions, one at least. */
export const all = (expressions: readonly string[]): string => joined('AND', expressions);
/** Any of some expressions, one at least. */
export const any = (expressions: readonly string[]): string => joined('OR', expressions);
/** What one expression finds and another does not. */
export const butNot = (one: string, other: string): string => `(${one} NOT ${other})`;
export const term = quoted;

/** A term as a text has it: no identifier, no pair of words and no beginning. */
export const ofTexts = (one: string): string => `{title type vendor more collections description} : ${quoted(one)}`;

/** A word as it is, in one of its ways. */
export const whole = ({ ways }: QueryWord): string => any(ways.map((way) => all(way.map(quoted))));

/** Words that begin with a word. */
export const beginning = ({ text }: QueryWord): string =>
  [...text].length <= START_LENGTH ? quoted(startTerm(text)) : `${quoted(text)} *`;

/** Identifiers that are a query, whole. */
export const identifier = (q: string): string | undefined => {
  const text = identifierTerm(q);
  return text === '' ? undefined : `{identifiers} : ${quoted(text)}`;
};
