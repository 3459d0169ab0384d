import type { Filters } from '../../engine.ts';
import type { Columns } from '../columns.ts';
import { spanOf } from '../facts.ts';
import { keyTerms } from '../text-of.ts';
import { type FacetName, optionFacet, type Values } from '../values.ts';
import * as expression from './expressions.ts';

/** Spans of prices that are looked up at most; a wider range is tested on what is looked at. */
const MOST_SPANS = 64;

/** One field that is filtered by. */
export interface Filter {
  readonly name: FacetName | 'price' | 'available';
  passes(number: number): boolean;
  /** The same in the full text: all documents that pass, and maybe more. */
  readonly expression: string | undefined;
}

const byValues = (name: FacetName, wanted: readonly string[], columns: Columns, values: Values): Filter => {
  const groups = new Set(
    wanted.map((value) => values.groupOfValue(name, value)).filter((group) => group !== undefined),
  );
  return {
    name,
    passes(number) {
      if (groups.size === 0) return false;
      const [first = 0, count = 0] = [columns.first[number], columns.count[number]];
      for (let at = first; at < first + count; at += 1)
        if (groups.has(values.groupOf[columns.values[at] ?? 0] ?? 0)) return true;
      return false;
    },
    // A term that nothing has, where nothing has the value.
    expression: expression.any(
      [...(groups.size > 0 ? groups : [0])].map((group) => expression.term(keyTerms.value(group))),
    ),
  };
};

const spansBetween = (min: number, max: number): string | undefined => {
  const [first, last] = [spanOf(min), max === Number.POSITIVE_INFINITY ? MOST_SPANS : spanOf(max)];
  if (last < first || last - first >= MOST_SPANS || max === Number.POSITIVE_INFINITY) return undefined;
  const spans = Array.from({ length: last - first + 1 }, (_, index) => keyTerms.span(first + index));
  return expression.any(spans.map(expression.term));
};

/** Reads the filters that are set. @param at milliseconds since 1970, for prices */
export const filtersOf = (
  { vendor, type, tag, collection, options = {}, price, available }: Filters,
  at: number,
  columns: Columns,
  values: Values,
): Filter[] => {
  const lists: [FacetName, readonly string[] | undefined][] = [
    ['vendor', vendor],
    ['type', type],
    ['tag', tag],
    ['collection', collection],
    ...Object.entries(options).map(([name, wanted]): [FacetName, readonly string[]] => [optionFacet(name), wanted]),
  ];
  const filters: Filter[] = lists.flatMap(([name, wanted]) =>
    wanted && wanted.length > 0 ? [byValues(name, wanted, columns, values)] : [],
  );
  const { min = 0, max = Number.POSITIVE_INFINITY } = price ?? {};
  if (price?.min !== undefined || price?.max !== undefined)
    filters.push({
      name: 'price',
      passes(number) {
        const amount = columns.priceAt(number, at);
        return min <= amount && amount <= max;
      },
      expression: spansBetween(min, max),
    });
  if (available !== undefined)
    filters.push({
      name: 'available',
      passes: (number) => (columns.available[number] === 1) === available,
      expression: available ? expression.term(keyTerms.available) : undefined,
    });
  return filters;
};
