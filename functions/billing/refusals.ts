/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import { defineRefusal } from '#lib/problem.ts';

export const PaymentsUnavailable = defineRefusal(
  'payments-unavailable',
  503,
  'This stage takes no payments of that provider.',
);
export const CardNumberRefused = defineRefusal(
  'card-number-refused',
  422,
  'Card numbers are not taken here; the provider’s page or client does.',
);
export const ReturnUrlRefused = defineRefusal(
  'return-url-refused',
  422,
  'returnUrl and cancelUrl are absolute http or https addresses.',
);
export const PaymentMethodUnknown = defineRefusal(
  'payment-method-unknown',
  422,
  'The payment provider does not know this method.',
);
export const NotRefundable = defineRefusal(
  'not-refundable',
  409,
  'The payment has less left than that, or is disputed, or brought no money.',
  () => ({
    refundable: z.optional(Money).check(z.describe('What is left of the payment.')),
    lineId: z.optional(z.string()).check(z.describe('The line that it is about.')),
    left: z.optional(z.int()).check(z.describe('Units of this line that are left to refund.')),
  }),
);
export const InvalidAmount = defineRefusal('invalid-amount', 422, 'The amount is not one that can go back.');
export const RefundExists = defineRefusal('refund-exists', 409, 'There is a refund with this id already.');
export const InvalidSignature = defineRefusal(
  'invalid-signature',
  401,
  'This report is not signed by the provider, or is too old.',
);
export const ButtonUnknown = defineRefusal('button-unknown', 422, 'The page has no such button.');
