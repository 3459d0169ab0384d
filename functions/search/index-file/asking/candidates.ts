import type { Columns } from '../columns.ts';
import { all } from './expressions.ts';
import type { Matcher } from './matcher.ts';
import type { Tier } from './query.ts';

/** Hits of stricter tiers from which on looser ones are not asked: a page of them. */
const ENOUGH = 20;
/** How much selling says: a product with 1,000 units scores about 14 % more than one with none. */
const UNITS_BOOST = 0.02;

/** Documents that may be hits, of the same index in each list. */
export interface Candidates {
  readonly numbers: ArrayLike<number>;
  /** In which tier it was found; undefined: all in one. */
  readonly tiers: ArrayLike<number> | undefined;
  /** The higher the better. */
  readonly scores: ArrayLike<number> | undefined;
  /** More match than are looked at. */
  readonly cut: boolean;
  /** The tiers that were asked. */
  readonly asked: readonly Tier[];
}

/** Lists every document of a kind: what a blank query finds. */
export const everyDocument = (columns: Columns, kind: number): Candidates => {
  const numbers = new Uint32Array(columns.highest);
  let count = 0;
  for (let number = 1; number <= columns.highest; number += 1)
    if (columns.kind[number] === kind) {
      numbers[count] = number;
      count += 1;
    }
  return { numbers: numbers.subarray(0, count), tiers: undefined, scores: undefined, cut: false, asked: [] };
};

/**
 * Asks tier after tier, looser ones only while fewer than 20 documents were found that are shown.
 * @param isFound whether a document counts as found, before filters
 * @param narrow expressions that all must match beside the tier's
 * @param isScored false asks what there is, at less cost
 */
export const candidatesOf = (
  tiers: Iterable<Tier>,
  narrow: readonly string[],
  matcher: Matcher,
  columns: Columns,
  isFound: (number: number) => boolean,
  isScored = true,
): Candidates => {
  const seen = new Uint8Array(columns.highest + 1);
  const numbers: number[] = [];
  const tierOf: number[] = [];
  const scores: number[] = [];
  const asked: Tier[] = [];
  let [found, cut] = [0, false];
  for (const tier of tiers) {
    if (tier.loose && found >= ENOUGH) break;
    const index = asked.push(tier);
    const matches = (isScored ? matcher.scored : matcher.plain)(all([tier.expression, ...narrow]));
    cut ||= matches.cut;
    for (const [at, number] of matches.numbers.entries()) {
      if (seen[number] === 1) continue;
      seen[number] = 1;
      numbers.push(number);
      tierOf.push(index);
      scores.push(-(matches.scores[at] ?? 0) * (1 + UNITS_BOOST * Math.log1p(columns.units[number] ?? 0)));
      if (isFound(number)) found += 1;
    }
    if (cut) break;
  }
  return { numbers, tiers: tierOf, scores, cut, asked };
};
