import { fold } from '../../analysis/fold.ts';
import type { Facets, FacetValue } from '../../engine.ts';
import type { Columns } from '../columns.ts';
import type { Values } from '../values.ts';
import type { Filter } from './filters.ts';
import { MOST_MATCHES } from './matcher.ts';
import { topValues } from './top-values.ts';

/** Counts of one query, collected document by document; beyond 20,000 the rest is not counted. */
export interface Count {
  /** Counts a document that passes every filter, or all but one (`missed`), for the facets that it counts in. */
  add(number: number, missed: Filter | undefined): void;
  facets(): Facets;
}

/** Begins to count. @param at milliseconds since 1970, for prices */
export const countOf = (columns: Columns, values: Values, at: number): Count => {
  const counts = new Uint32Array(values.groupOf.length);
  // Read once: they are looked at for each value of each document.
  const { available, first, count, values: valueAt } = columns;
  const { facetOf } = values;
  const price = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  let [passing, missing, isAvailable] = [0, 0, 0];

  const addPrice = (number: number): void => {
    const amount = columns.priceAt(number, at);
    if (amount < price.min) price.min = amount;
    if (amount > price.max) price.max = amount;
  };
  const addValues = (number: number, missed: Filter | undefined): void => {
    const only = missed && (values.facets.get(missed.name) ?? -1);
    // An option is listed also where its own filter leaves nothing.
    const named = missed?.name.startsWith('option:') ? values.facets.get('option') : only;
    const start = first[number] ?? 0;
    for (let place = start, end = start + (count[number] ?? 0); place < end; place += 1) {
      const value = valueAt[place] ?? 0;
      const facet = facetOf[value];
      if (only === undefined || facet === only || facet === named) counts[value] = (counts[value] ?? 0) + 1;
    }
  };

  return {
    add(number, missed) {
      if ((missed ? missing : passing) >= MOST_MATCHES) return;
      if (missed) missing += 1;
      else passing += 1;
      const [isPrice, isAvailability] = [missed?.name === 'price', missed?.name === 'available'];
      if (!missed || isPrice) addPrice(number);
      if ((!missed || isAvailability) && available[number] === 1) isAvailable += 1;
      if (!isPrice && !isAvailability) addValues(number, missed);
    },
    facets() {
      const found = topValues(counts, values);
      const of = (name: string): FacetValue[] => found.get(values.facets.get(name) ?? 0) ?? [];
      return {
        vendor: of('vendor'),
        type: of('type'),
        tags: of('tag'),
        collections: of('collection'),
        options: of('option').map(({ value: name }) => ({ name, values: of(`option:${fold(name)}`) })),
        price: price.max < price.min ? null : { ...price },
        available: isAvailable,
      };
    },
  };
};
