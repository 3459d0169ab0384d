import { joinedTerm, oftenOne, type Piece, piecesOf, splitOf } from './pieces.ts';
import { stemOf } from './stems.ts';
import { bigramsOf, segmentsOf } from './unspaced.ts';

/** Words of a query that are looked at; what is typed behind them is passed over. */
export const MOST_WORDS = 64;
/** Letters from which on one of them may be wrong. */
const CORRECTED_LENGTH = 5;

/** A word of a query. */
export interface QueryWord {
  /** What was typed, folded and joined: what it may be the beginning of, and what is corrected. */
  readonly text: string;
  /** Its stem: whatever has the word and is of the query's language has it, too. */
  readonly stem: string;
  /** Ways to have it: all terms of one of them must be there. `USB-C`: `usbc`, or `usb` and `c`. */
  readonly ways: readonly (readonly string[])[];
  /** Terms of what it was joined of by signs (`title:mug`): where nothing has it whole, any of them is better than nothing. */
  readonly parts: readonly string[];
  /** A word of five letters or more, without a digit, of a script with blanks: one of them may be wrong. */
  readonly correctable: boolean;
}

/** Makes a word of what is written as one, or of the parts of what is often written as one. */
export const queryWord = (parts: readonly string[], language: string): QueryWord => {
  const text = joinedTerm(...parts);
  const stem = stemOf(text, language);
  const apart = parts.length > 1 ? parts.map((part) => stemOf(part, language)) : splitOf(text);
  return {
    text,
    stem,
    ways: [[text], ...(stem === text ? [] : [[stem]]), ...(apart ? [apart] : [])],
    parts: parts.length > 1 ? [...new Set([...parts, ...(apart ?? [])])] : [],
    correctable: text.length >= CORRECTED_LENGTH && !/\d/.test(text),
  };
};

const wordsOfRun = (run: string): QueryWord[] => {
  const segments = segmentsOf(run);
  // One kana between words is a particle, as `の`.
  const words = segments.filter((word) => !/^\p{scx=Hiragana}$/u.test(word));
  return (words.length > 0 ? words : segments).map((word) => {
    const bigrams = bigramsOf(word);
    return {
      text: word,
      stem: word,
      ways: bigrams.length > 1 ? [[word], bigrams] : [bigrams],
      parts: [],
      correctable: false,
    };
  });
};

/** Takes together what is joined by a sign, or by habit (`usb c`). */
const grouped = (pieces: readonly Piece[]): (Piece | string[])[] => {
  const groups: (Piece | string[])[] = [];
  let open: string[] | undefined;
  for (const piece of pieces) {
    if (piece.unspaced) {
      groups.push(piece);
      open = undefined;
    } else if (open && (piece.joined || (open.length === 1 && oftenOne(open[0] ?? '', piece.text)))) {
      open.push(piece.text);
    } else {
      open = [piece.text];
      groups.push(open);
    }
  }
  return groups;
};

/**
 * Reads the words of a query, each once, at most 64: every sign is a blank. None for signs alone.
 * @param q as it was typed
 * @param language BCP 47, of the query
 */
export const wordsOfQuery = (q: string, language: string): QueryWord[] => {
  const words = new Map<string, QueryWord>();
  for (const group of grouped(piecesOf(q))) {
    for (const word of Array.isArray(group) ? [queryWord(group, language)] : wordsOfRun(group.text)) {
      if (words.size >= MOST_WORDS) return [...words.values()];
      if (!words.has(word.text)) words.set(word.text, word);
    }
  }
  return [...words.values()];
};
