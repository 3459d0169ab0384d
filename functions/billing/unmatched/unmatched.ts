import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';

/**
 * Money at a provider that nothing of ours explains: no payment row, no order, or an order that could not be settled.
 * A person looks at it; it is over when it is paired after all, or went back.
 */
export const UnmatchedMoney = z.object({
  provider: z.enum(['test', 'stripe']).check(z.describe('Who took the money.')),
  objectId: z.string().check(z.describe('What the money came by at the provider, or a refund of it.')),
  reason: z
    .enum(['no-payment', 'no-order', 'no-refund', 'unsettled'])
    .check(z.describe('What is missing on our side.')),
  paymentId: z.nullable(z.string()).check(z.describe('The payment that it names; null when it names none.')),
  amount: z.nullable(Money).check(z.describe('How much; null when the provider did not say.')),
  day: z.string().check(z.describe('The calendar day (UTC) on which the provider made it.')),
  foundAt: z.string().check(z.describe('When it was found.')),
  resolvedAt: z.nullable(z.string()).check(z.describe('When it was explained; null before.')),
  resolution: z.nullable(z.enum(['paired', 'returned'])).check(z.describe('How: it found its payment, or went back.')),
});
export type UnmatchedMoney = z.infer<typeof UnmatchedMoney>;

/** The same, in a list that has payments too. */
export const UnpairedMoney = z.extend(UnmatchedMoney, {
  kind: z.literal('unpaired').check(z.describe('Money that nothing explains.')),
});

/** How many days back money is looked after by the schedule. */
export const RETRIED_DAYS = 14;
