/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';

export const OutOfStock = defineRefusal('out-of-stock', 409, 'Fewer units are left than you asked for.', () => ({
  sku: z.string().check(z.describe('The article.')),
  requested: z.int().check(z.describe('Units that were asked for.')),
  available: z.int().check(z.describe('Units that are left.')),
}));
export const PurchaseLimitReached = defineRefusal(
  'purchase-limit-reached',
  409,
  'This is more than one customer may buy.',
  () => ({
    sku: z.string().check(z.describe('The article.')),
    requested: z.int().check(z.describe('Units that were asked for.')),
    available: z.int().check(z.describe('Units that are left.')),
  }),
);
export const CouponLimitReached = defineRefusal(
  'coupon-limit-reached',
  409,
  'The coupon was used as often as it may be.',
  () => ({ coupon: z.string().check(z.describe('The code.')) }),
);
