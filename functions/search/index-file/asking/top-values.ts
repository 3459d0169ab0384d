import type { FacetValue } from '../../engine.ts';
import type { Values } from '../values.ts';

/** Values that are answered of one facet. */
const VALUES = 20;
/** Values of the same count whose keys are read one by one; of more, the facet is walked in the order of keys. */
const FEW = 200;

/** Picks the first groups of a facet by their counts, those of the same count by their keys. */
const topOf = (facet: number, counts: ReadonlyMap<number, number>, values: Values): number[] => {
  const countOf = (group: number): number => counts.get(group) ?? 0;
  const sorted = [...counts.keys()].sort((a, b) => countOf(b) - countOf(a));
  const least = countOf(sorted[Math.min(VALUES, sorted.length) - 1] ?? 0);
  const above = sorted.filter((group) => countOf(group) > least);
  const tied = sorted.filter((group) => countOf(group) === least);
  const byKey = (groups: readonly number[]): number[] => {
    const keys = new Map(groups.map((group) => [group, values.keyOf(group)]));
    const key = (group: number): string => keys.get(group) ?? '';
    return [...groups].sort((a, b) => countOf(b) - countOf(a) || (key(a) < key(b) ? -1 : 1));
  };
  if (tied.length <= FEW) return byKey([...above, ...tied]).slice(0, VALUES);
  const found: number[] = [];
  const left = new Set(tied);
  for (const number of values.inOrder(facet)) {
    if (found.length + above.length >= VALUES) break;
    const group = values.groupOf[number] ?? 0;
    if (left.delete(group)) found.push(group);
  }
  return [...byKey(above), ...found];
};

/**
 * Lists the most frequent values of each facet, by the facet's number. Labels that fold to the same are counted together,
 * under the most frequent of them.
 * @param counts by value
 */
export const topValues = (counts: Uint32Array, values: Values): ReadonlyMap<number, FacetValue[]> => {
  const { groupOf, facetOf } = values;
  const found = new Map<number, Map<number, number>>();
  for (let value = 1; value < counts.length; value += 1) {
    const [count = 0, group = 0, facet = 0] = [counts[value], groupOf[value], facetOf[value]];
    if (count === 0) continue;
    const groups = found.get(facet) ?? new Map<number, number>();
    found.set(facet, groups.set(group, (groups.get(group) ?? 0) + count));
  }
  const labelOf = (group: number): string => {
    const count = ({ number }: { number: number }): number => counts[number] ?? 0;
    return values.labelsOf(group).reduce((best, one) => (count(one) > count(best) ? one : best)).label;
  };
  return new Map(
    [...found].map(([facet, groups]) => [
      facet,
      topOf(facet, groups, values).map((group) => ({ value: labelOf(group), count: groups.get(group) ?? 0 })),
    ]),
  );
};
