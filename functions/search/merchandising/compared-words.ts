import { piecesOf } from '../analysis/pieces.ts';
import { stemOf } from '../analysis/stems.ts';
import { segmentsOf } from '../analysis/unspaced.ts';

/** Splits a text into words as a search in a language (BCP 47) compares them: folded, by their stems, in their order. */
export const comparedWords =
  (language: string) =>
  (text: string): string[] =>
    piecesOf(text).flatMap((piece) => (piece.unspaced ? [...segmentsOf(piece.text)] : [stemOf(piece.text, language)]));
