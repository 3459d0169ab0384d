import * as z from 'zod/mini';

/** The check of one line: no control character (a line break in a mail's head, say), no separator of lines. */
export const oneLine = z.regex(/^[^\p{Cc}\u2028\u2029]*$/u, 'must be one line of text, without control characters');
/** The check of several lines: tabs and line breaks are the only control characters. */
export const severalLines = z.regex(/^(?:[^\p{Cc}]|[\t\n\r])*$/u, 'must be text without control characters');

/** White space of every kind, and what prints nothing: joiners, marks of direction, byte order marks. */
const blank = '\\s\\u00ad\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff';
/** Within a text joiners and marks of direction have a meaning (in Persian, in emoji); zero-width blanks have none. */
// A run of blanks is tried from its first one only: from each of them, it would cost its length squared.
const unseen = new RegExp(`^[${blank}]+|(?<![${blank}])[${blank}]+$|[\\u200b\\u2060\\ufeff]`, 'gu');

/** Folds what people type or paste, a code, an e-mail, a SKU, a tag: NFC, with nothing blank or unseen around it. */
export const typed = (text: string): string => text.normalize('NFC').replace(unseen, '');

/** A text of one line (names, titles, addresses, codes), folded. Lengths count UTF-16 units. */
export const line = (most: number, least = 1) =>
  z.string().check(z.overwrite(typed), z.minLength(least), z.maxLength(most), oneLine);
/** A text of several lines (descriptions, reasons): blanks around it go. */
export const lines = (most: number, least = 1) =>
  z.string().check(z.trim(), z.minLength(least), z.maxLength(most), severalLines);

/**
 * What no text is stored with: halves of surrogate pairs, non-characters (some queues refuse them), and U+FFFD, which
 * API Gateway puts for bytes that are no UTF-8 when it hands a body over as text.
 */
const ILL_FORMED = /[\p{Cs}\p{Noncharacter_Code_Point}\uFFFD]/u;

/** Finds a text in a parsed request that is not well-formed Unicode, in a value or a key, and answers its path. */
export const findIllFormed = (input: unknown): string[] | undefined => {
  const ahead: { readonly value: unknown; readonly path: string[] }[] = [{ value: input, path: [] }];
  for (let one = ahead.pop(); one; one = ahead.pop()) {
    const { value, path } = one;
    if (typeof value === 'string' && ILL_FORMED.test(value)) return path;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (ILL_FORMED.test(key)) return path;
      ahead.push({ value: inner, path: [...path, key] });
    }
  }
  return undefined;
};
