import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

/** Ends an order whose hold has run out; comes again until the provider has said whether money comes. */
export const ExpireOrder = defineMessage(
  'orders',
  'expire-order',
  z.object({
    orderId: z.string(),
    due: z.string(),
    /** How often the provider was asked already. */
    asked: z.optional(z.int().check(z.nonnegative())),
    selfSends,
  }),
);

/** Settles a payment later: another settlement of its order holds the claim to its stock, or died with it. */
export const SettlePayment = defineMessage('orders', 'settle-payment', z.object({ paymentId: z.string(), selfSends }));

/** Tells of a payment that failed, unless its order has moved on since: another payment is open, or it is paid or ended. */
export const TellPaymentFailed = defineMessage(
  'orders',
  'tell-payment-failed',
  z.object({ orderId: z.string(), paymentId: z.string() }),
);

/** Looks up an order for its buyer, who is named by the key that stands for an e-mail. */
export const LookUpOrder = defineMessage(
  'orders',
  'find-order',
  z.object({ number: z.string(), buyerKey: z.string() }),
);
