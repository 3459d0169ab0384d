import * as z from 'zod/mini';

/** White space of every kind, and what prints nothing: joiners, marks of direction, byte order marks. */
const blank = '\\s\\u00ad\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff';
/** Within a text joiners and marks of direction have a meaning (in Persian, in emoji); zero-width blanks have none. */
const unseen = new RegExp(`^[${blank}]+|[${blank}]+$|[\\u200b\\u2060\\ufeff]`, 'gu');

/** Folds what people type or paste, a code, an e-mail, a SKU, a tag: NFC, with nothing blank or unseen around it. */
export const typed = (text: string): string => text.normalize('NFC').replace(unseen, '');

/** A text that people type: 1 to `max` characters when it is folded. */
export const typedText = (max: number) => z.string().check(z.overwrite(typed), z.minLength(1), z.maxLength(max));
