import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Ends an order whose hold has run out; sent again until it is due, and until the provider has said its last word. */
export const ExpireOrder = defineMessage(
  'orders',
  'expire-order',
  z.object({
    orderId: z.string(),
    due: z.string(),
    /** How often the provider was asked already. */
    asked: z.optional(z.int().check(z.nonnegative())),
  }),
);

/** Settles a payment later: somebody else is taking the stock of its order again, or died at it. */
export const SettlePayment = defineMessage('orders', 'settle-payment', z.object({ paymentId: z.string() }));
