import { fold } from './fold.ts';

/** Characters of a term at most; what is longer is cut, in documents and in queries alike. */
const TERM_LENGTH = 64;

/** Letters of scripts that are written without blanks, or whose words grow at their end (Korean). */
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const runs = new RegExp(`(?:${unspaced.source})+|(?:(?!${unspaced.source})[\\p{L}\\p{N}\\p{M}])+`, 'gu');
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\x00-\x7f]*$/;

/** `women's` is `womens`; other apostrophes separate (`l'eau`). */
const genitive = /(?<=\p{L})['’]s(?![\p{L}\p{N}])/gu;

/** A run of letters and digits of one kind of script, folded. */
export interface Piece {
  readonly text: string;
  readonly unspaced: boolean;
  /** Whether it follows on the piece before without a blank: `C` of `USB-C`. */
  readonly joined: boolean;
}

/** Splits a text into its runs of letters and digits; everything else separates. */
export const piecesOf = (text: string): Piece[] => {
  const folded = fold(text).replace(genitive, 's');
  const plain = ascii.test(folded);
  const pieces: Piece[] = [];
  let end = -1;
  for (const match of folded.matchAll(plain ? /[a-z0-9]+/g : runs)) {
    const [run] = match;
    const joined = pieces.length > 0 && !/\s/.test(folded.slice(end, match.index));
    pieces.push({ text: run.slice(0, TERM_LENGTH), unspaced: !plain && unspaced.test(run), joined });
    end = match.index + run.length;
  }
  return pieces;
};

/**
 * Splits a word where letters meet digits: `dv7` is `dv` and `7`; undefined where they do not, or do so more than once: that
 * is a number of a model or a part (`B002AA`), and its letters say nothing.
 */
export const splitOf = (word: string): readonly [string, string] | undefined => {
  const parts = /^(?:(\d+)(\D+)|(\D+)(\d+))$/.exec(word);
  return parts ? [parts[1] ?? parts[3] ?? '', parts[2] ?? parts[4] ?? ''] : undefined;
};

/** Whether two words that stand beside each other are often written as one: `USB C`, `T-shirt`, `iPhone 8`, `16 GB`. */
export const oftenOne = (a: string, b: string): boolean => {
  const [digitsA, digitsB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (digitsA !== digitsB) return (digitsA ? a : b).length <= NUMBER_LENGTH;
  return !digitsA && (a.length === 1) !== (b.length === 1);
};
const NUMBER_LENGTH = 4;

/** Joins words to one term. */
export const joinedTerm = (...words: readonly string[]): string => words.join('').slice(0, TERM_LENGTH);
