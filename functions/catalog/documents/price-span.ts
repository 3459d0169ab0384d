import * as z from 'zod/mini';
import { MOST_AMOUNT } from '#lib/money.ts';
import type { PriceSpan } from './list-entries-table.ts';

const price = z.optional(z.coerce.number().check(z.int(), z.gte(0), z.lte(MOST_AMOUNT)));

/** Query parameters of a list that is narrowed to a span of prices. */
export const priceQuery = {
  minPrice: price.check(
    z.describe('Only products whose lowest price now is this or more, in minor units: 2599 is 25.99.'),
  ),
  maxPrice: price.check(z.describe('Only products whose lowest price now is this or less, in minor units.')),
  currency: z
    .optional(z.string().check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR')))
    .check(z.describe('The currency of both (ISO 4217): the catalog’s own, in which lists show prices.')),
};

/** Checks that the upper end of a span is not below its lower. */
export const isSpan = z.refine<PriceSpan>(({ minPrice = 0, maxPrice = MOST_AMOUNT }) => minPrice <= maxPrice, {
  error: 'must not be below minPrice',
  path: ['maxPrice'],
});
