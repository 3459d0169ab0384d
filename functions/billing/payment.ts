import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';

/**
 * A payment: one object at the provider, a row with frozen parameters that is written before the provider is called.
 * States are ranked and never go down, whatever order the reports arrive in.
 */
export const PaymentState = z.enum(['requires-action', 'processing', 'failed', 'cancelled', 'succeeded']);
export type PaymentState = z.infer<typeof PaymentState>;

export const NextAction = z.union([
  z.object({ type: z.literal('redirect'), url: z.string() }),
  z.object({ type: z.literal('client-secret'), clientSecret: z.string() }),
]);
export const Failure = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });

export const Payment = z.object({
  id: z.string(),
  version: z.int(),
  orderId: z.string(),
  provider: z.enum(['test', 'stripe']),
  status: PaymentState,
  amount: Money,
  /** The frozen parameters: what the provider is asked for, the same bytes at every try. */
  method: z.nullable(z.string()),
  returnUrl: z.nullable(z.string()),
  cancelUrl: z.nullable(z.string()),
  description: z.string(),
  /** The object's id at the provider, once it answered. */
  objectId: z.nullable(z.string()),
  nextAction: z.nullable(NextAction),
  failure: z.nullable(Failure),
  /** Still refundable, in minor units; zero until money came. */
  refundable: z.int(),
  test: z.boolean(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type Payment = z.infer<typeof Payment>;

/** What the API shows of a payment. */
export const PaymentView = z.pick(Payment, {
  id: true,
  provider: true,
  status: true,
  amount: true,
  nextAction: true,
  failure: true,
  expiresAt: true,
});
