import { joinedTerm, oftenOne, type Piece, piecesOf, splitOf } from './pieces.ts';
import { stemOf } from './stems.ts';
import { termsOfRun } from './unspaced.ts';

/** What a text is found by. */
export interface Analysed {
  /**
   * In its order: each word and its stem, parts and the whole of what is joined (`USB-C`: `usb`, `c`, `usbc`) or mixed
   * (`500GB`: `500gb`, `500`, `gb`), and what is inside a run of a script without blanks. Of letters, digits and marks
   * alone, at most 64 characters each.
   */
  readonly terms: string[];
  /** Those of them that are words as they are written, or their stems, without parts: what a misspelt word may be meant as. */
  readonly words: string[];
}

/** Analyses a text of a field. @param language BCP 47, of the text */
export const analyse = (text: string, language: string): Analysed => {
  const terms: string[] = [];
  const words: string[] = [];
  const word = (one: string): void => {
    const stem = stemOf(one, language);
    const both = stem === one ? [one] : [one, stem];
    words.push(...both);
    terms.push(...both);
  };
  let chain: string[] = [];
  const endChain = (): void => {
    if (chain.length > 2) word(joinedTerm(...chain));
    chain = [];
  };
  let before: Piece | undefined;
  for (const piece of piecesOf(text)) {
    if (!piece.joined) endChain();
    if (piece.unspaced) {
      endChain();
      terms.push(...termsOfRun(piece.text));
    } else {
      word(piece.text);
      terms.push(...(splitOf(piece.text) ?? []));
      if (before && !before.unspaced && (piece.joined || oftenOne(before.text, piece.text)))
        word(joinedTerm(before.text, piece.text));
      chain.push(piece.text);
    }
    before = piece;
  }
  endChain();
  return { terms, words };
};

/** Lists the terms that a text of a field is found by; both engines store them as they are. @param language BCP 47, of the text */
export const termsOf = (text: string, language: string): string[] => analyse(text, language).terms;

/** Makes the one term of an identifier (a SKU, a barcode): whole, without signs and blanks, never stemmed. */
export const identifierTerm = (identifier: string): string =>
  joinedTerm(...piecesOf(identifier).map(({ text }) => text));
