import { fold } from '../../analysis/fold.ts';
import type { Facets, FacetValue } from '../../engine.ts';
import type { Columns } from '../columns.ts';
import type { Values } from '../values.ts';
import type { Filter } from './filters.ts';

/** Values that are answered of one facet. */
const VALUES = 20;
/** Values of the same count of which the keys are read one by one; of more, the facet is walked in their order. */
const FEW = 200;

/** Counts of one query, collected document by document. */
export interface Count {
  /** Counts a document that passes every filter, or all but one (`missed`), for the facets that it counts in. */
  add(number: number, missed: Filter | undefined): void;
  facets(): Facets;
}

/** Begins to count. @param at milliseconds since 1970, for prices */
export const countOf = (columns: Columns, values: Values, at: number): Count => {
  const counts = new Uint32Array(values.groupOf.length);
  const [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const price = { min, max };
  let available = 0;

  const addPrice = (number: number): void => {
    const amount = columns.priceAt(number, at);
    if (amount < price.min) price.min = amount;
    if (amount > price.max) price.max = amount;
  };

  /** The most frequent groups of a facet, those of the same count by their keys. */
  const topOf = (facet: number, groups: readonly number[], countOfGroup: ReadonlyMap<number, number>): number[] => {
    const count = (group: number): number => countOfGroup.get(group) ?? 0;
    const sorted = [...groups].sort((a, b) => count(b) - count(a));
    const least = count(sorted[VALUES - 1] ?? sorted.at(-1) ?? 0);
    const above = sorted.filter((group) => count(group) > least);
    const tied = sorted.filter((group) => count(group) === least);
    const byKey = (some: readonly number[]): number[] => {
      const keys = new Map(some.map((group) => [group, values.keyOf(group)]));
      const key = (group: number): string => keys.get(group) ?? '';
      return [...some].sort((a, b) => count(b) - count(a) || (key(a) < key(b) ? -1 : 1));
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
  /** Of labels that fold to the same the most frequent one. */
  const labelOf = (group: number): string =>
    values.labelsOf(group).reduce((best, one) => ((counts[one.number] ?? 0) > (counts[best.number] ?? 0) ? one : best))
      .label;

  const byFacet = (): Map<number, FacetValue[]> => {
    const found = new Map<number, Map<number, number>>();
    for (let value = 1; value < counts.length; value += 1) {
      const [count = 0, group = 0, facet = 0] = [counts[value], values.groupOf[value], values.facetOf[value]];
      if (count === 0) continue;
      let ofFacet = found.get(facet);
      if (!ofFacet) {
        ofFacet = new Map();
        found.set(facet, ofFacet);
      }
      ofFacet.set(group, (ofFacet.get(group) ?? 0) + count);
    }
    return new Map(
      [...found].map(([facet, groups]) => [
        facet,
        topOf(facet, [...groups.keys()], groups).map((group) => ({
          value: labelOf(group),
          count: groups.get(group) ?? 0,
        })),
      ]),
    );
  };

  return {
    add(number, missed) {
      if (missed?.name !== 'available' && missed?.name !== 'price') {
        const facet = missed && (values.facets.get(missed.name) ?? -1);
        // An option is listed also where its own filter leaves nothing.
        const named = missed?.name.startsWith('option:') ? values.facets.get('option') : facet;
        const [first = 0, count = 0] = [columns.first[number], columns.count[number]];
        for (let place = first; place < first + count; place += 1) {
          const value = columns.values[place] ?? 0;
          if (facet === undefined || values.facetOf[value] === facet || values.facetOf[value] === named)
            counts[value] = (counts[value] ?? 0) + 1;
        }
      }
      if (!missed || missed.name === 'price') addPrice(number);
      if ((!missed || missed.name === 'available') && columns.available[number] === 1) available += 1;
    },
    facets() {
      const found = byFacet();
      const valuesOfFacet = (name: string): FacetValue[] => found.get(values.facets.get(name) ?? 0) ?? [];
      return {
        vendor: valuesOfFacet('vendor'),
        type: valuesOfFacet('type'),
        tags: valuesOfFacet('tag'),
        collections: valuesOfFacet('collection'),
        options: optionsOf(valuesOfFacet),
        price: price.max < price.min ? null : { ...price },
        available,
      };
    },
  };
};

const optionsOf = (valuesOfFacet: (name: string) => FacetValue[]): Facets['options'] =>
  valuesOfFacet('option').map(({ value: name }) => ({ name, values: valuesOfFacet(`option:${fold(name)}`) }));
