import type { DatabaseSync } from 'node:sqlite';
import { type TextColumn, textColumns } from '../schema.ts';

const names = Object.keys(textColumns) as TextColumn[];

/** Matches that are looked at of one expression: documents are numbered by units paid, so those are the best sellers. */
export const MOST_MATCHES = 20_000;

/** Documents that match, by their number, in its order. */
export interface Matches {
  readonly numbers: readonly number[];
  /** BM25 with the weights of columns, the best lowest; of the same index as the number. Empty where none was asked for. */
  readonly scores: readonly number[];
  /** More match than are looked at. */
  readonly cut: boolean;
}

/**
 * What a word in a column counts before it is multiplied by the column's weight: the more, the less a long document counts
 * less, and the less a word that is repeated counts more. Measured with `npm run relevance`: 1 to 10 differ by 0.01.
 */
const SATURATION = 4;
/** Columns that are scored as one. */
const scoredTogether: readonly (readonly TextColumn[])[] = [
  ['title', 'identifiers'],
  ['type'],
  ['vendor'],
  ['more', 'collections', 'starts'],
  ['description'],
];
/**
 * BM25 of each column by itself, weighted and added: one BM25 of all would let a title's word count as a description's as
 * soon as there are several.
 */
const score = scoredTogether
  .map((columns) => {
    const [heaviest] = columns;
    const weights = names.map((name) => (columns.includes(name) ? SATURATION : 0));
    return `${textColumns[heaviest as TextColumn]} * bm25(text, ${weights.join(', ')})`;
  })
  .join(' + ');

/** Asks the full text. */
export const matcherOf = (db: DatabaseSync) => {
  const scored = db.prepare(`SELECT rowid, ${score} FROM text WHERE text MATCH ? ORDER BY rowid LIMIT ?`);
  const plain = db.prepare('SELECT rowid FROM text WHERE text MATCH ? ORDER BY rowid LIMIT ?');
  const one = db.prepare('SELECT 1 FROM text WHERE text MATCH ? LIMIT 1');
  for (const statement of [scored, plain]) statement.setReturnArrays(true);

  const columnsOf = (rows: readonly (readonly number[])[], most: number): Matches => {
    const numbers: number[] = [];
    const scores: number[] = [];
    for (const [number, score] of rows) {
      if (numbers.length === most) break;
      numbers.push(number as number);
      if (score !== undefined) scores.push(score);
    }
    return { numbers, scores, cut: rows.length > most };
  };
  const rows = (statement: typeof scored, expression: string, most: number) =>
    statement.all(expression, most + 1) as unknown as readonly (readonly number[])[];

  return {
    /** Lists the first documents that match, with their scores. */
    scored: (expression: string, most = MOST_MATCHES): Matches => columnsOf(rows(scored, expression, most), most),
    /** Lists the first documents that match, at less cost. */
    plain: (expression: string, most = MOST_MATCHES): Matches => columnsOf(rows(plain, expression, most), most),
    /** Answers whether anything matches. */
    has: (expression: string): boolean => one.get(expression) !== undefined,
  };
};
export type Matcher = ReturnType<typeof matcherOf>;
