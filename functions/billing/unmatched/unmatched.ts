import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';

/**
 * Money at a provider that nothing of ours explains: no payment row, no order, or an order that could not be settled.
 * A person looks at it; it is over when it is paired after all, or went back.
 */
export const UnmatchedMoney = z.object({
  provider: z.enum(['test', 'stripe']),
  /** What the money came by at the provider, or a refund of it. */
  objectId: z.string(),
  reason: z.enum(['no-payment', 'no-order', 'no-refund', 'unsettled']),
  paymentId: z.nullable(z.string()),
  amount: z.nullable(Money),
  /** The calendar day (UTC) on which the provider made it. */
  day: z.string(),
  foundAt: z.string(),
  resolvedAt: z.nullable(z.string()),
  resolution: z.nullable(z.enum(['paired', 'returned'])),
});
export type UnmatchedMoney = z.infer<typeof UnmatchedMoney>;

/** How many days back money is looked after by the schedule. */
export const RETRIED_DAYS = 14;
