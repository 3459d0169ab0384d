import * as z from 'zod/mini';
import { line } from '#lib/text.ts';

const address = z.url().check(z.maxLength(2000), z.regex(/^https?:\/\//, 'must be an http or https address'));

/** How the buyer wants to pay; all of it optional. The addresses are where the provider's page sends the buyer back to. */
export const PaymentRequest = z.strictObject({
  paymentMethod: z
    .optional(line(60))
    .check(
      z.describe(
        'A method of the provider; without one the buyer chooses on the provider’s page. Of the test provider: `test_approved` pays, `test_declined` is refused, `test_action` asks for 3-D Secure first, `test_late` pays later, `test_silent` pays and never reports it, `test_mismatch` pays another amount, `test_disputed` pays and asks the money back later, `test_refund_fails` pays and takes no refund.',
      ),
    ),
  returnUrl: z.optional(address).check(z.describe('Where the provider’s page sends the buyer after paying.')),
  cancelUrl: z.optional(address).check(z.describe('Where the provider’s page sends a buyer who turns back.')),
});
export type PaymentRequest = z.infer<typeof PaymentRequest>;
