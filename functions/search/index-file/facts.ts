import { msOf } from '#lib/clock.ts';
import type { SearchDocument } from '../document.ts';

export const kinds = { product: 1, entry: 2 } as const;

/** What sorts, filters and facets need of a document. Moments are milliseconds since 1970. */
export interface Facts {
  readonly kind: 1 | 2;
  readonly units: number;
  readonly createdAt: number;
  readonly available: boolean;
  /** Its lowest price in minor units; null for an entry. */
  readonly price: number | null;
  /** When it is shown; null: not limited. */
  readonly from: number | null;
  readonly until: number | null;
  /** Its lowest price from each moment on, in their order. */
  readonly flips: readonly (readonly [from: number, price: number])[];
  /** Numbers of its values (values.ts). */
  readonly values: readonly number[];
}

const moment = (iso: string | null | undefined): number | null => (iso ? msOf(iso) : null);
/** Before the first flip of its price lists (`''`) it is there for as long as anybody can ask. */
const BEGINNING = -8.64e15;

/** Picks the facts of a document. @param values numbers of its values */
export const factsOf = (document: SearchDocument, values: readonly number[]): Facts => {
  const { kind, units, createdAt, shown } = document;
  const common = { kind: kinds[kind], units, createdAt: msOf(createdAt) || 0, values };
  if (shown.kind === 'entry')
    return {
      ...common,
      available: false,
      price: null,
      from: moment(shown.visibleFrom),
      until: moment(shown.visibleUntil),
      flips: [],
    };
  const { available, priceRange, flips = [], visibleFrom, visibleUntil } = shown.product;
  return {
    ...common,
    available,
    price: priceRange.min.amount,
    from: moment(visibleFrom),
    until: moment(visibleUntil),
    flips: flips.map(({ from, priceRange: { min } }) => [moment(from) ?? BEGINNING, min.amount] as const),
  };
};

/** Spans of prices for which a document has a key: two in each doubling. */
export const spanOf = (price: number): number => (price < 1 ? 0 : 1 + Math.floor(2 * Math.log2(price)));

/** Lists the spans of all prices that a document has, at any time. */
export const spansOf = ({ price, flips }: Facts): Set<number> =>
  new Set([...(price === null ? [] : [price]), ...flips.map(([, one]) => one)].map(spanOf));
