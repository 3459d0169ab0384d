import * as z from 'zod/mini';
import { line } from '#lib/text.ts';
import { looksLikeCardNumber } from '../../users/public.ts';
import { CardNumberRefused, PaymentMethodUnknown, ReturnUrlRefused } from '../refusals.ts';

/** What a shop says about paying, at checkout and at another try. Refused with 422 by `checkPaymentInput`. */
export const paymentRequest = {
  paymentMethod: z.optional(line(200)),
  returnUrl: z.optional(line(2000, 0)),
  cancelUrl: z.optional(line(2000, 0)),
};

/** The methods that the test provider knows; none named means its own page. */
export const testMethods = [
  'test_approved',
  'test_declined',
  'test_action',
  'test_late',
  'test_silent',
  'test_refund_fails',
  'test_disputed',
  'test_mismatch',
] as const;
export type TestMethod = (typeof testMethods)[number];

/** A provider sends the buyer here afterwards, so it is a web address in full and without credentials. */
const isWebAddress = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
};

/**
 * Refuses what a payment must not be asked for: card data, an address to return to that is none, a method that the
 * provider does not know. Pure, so that it can run before stock is taken.
 * @throws Refusal 422 `card-number-refused`, `return-url-refused`, `payment-method-unknown`
 */
export const checkPaymentInput = (
  provider: string,
  input: { readonly method: string | null; readonly returnUrl: string | null; readonly cancelUrl: string | null },
): void => {
  for (const text of [input.method, input.returnUrl, input.cancelUrl]) {
    if (text !== null && looksLikeCardNumber(text)) {
      throw new CardNumberRefused();
    }
  }
  for (const text of [input.returnUrl, input.cancelUrl]) {
    if (text !== null && !isWebAddress(text)) {
      throw new ReturnUrlRefused();
    }
  }
  const { method } = input;
  if (method === null) return;
  const known = provider === 'test' ? testMethods.some((one) => one === method) : !method.startsWith('test_');
  if (!known) throw new PaymentMethodUnknown();
};
