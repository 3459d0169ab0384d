import * as z from 'zod/mini';
import { nowMs } from '#lib/clock.ts';
import { InvalidSignature } from '../../refusals.ts';
import { settings } from '../../settings.ts';
import { stripe } from './client.ts';

const TOLERANCE_SECONDS = 300;

/** All that is taken of an event: which one it is, and what it is about. Some are about things without an id. */
const Event = z.object({
  id: z.string().check(z.maxLength(255)),
  data: z.object({ object: z.object({ id: z.optional(z.string().check(z.maxLength(255))) }) }),
});

/**
 * Verifies an event of Stripe's over its raw bytes, with any of the endpoint's secrets: while one is rotated there are
 * two, and events arrive under either.
 * @throws Refusal 401 `invalid-signature`
 */
export const verifyEvent = (signature: string | undefined, rawBody: Buffer): { objectId: string; reportId: string } => {
  for (const secret of settings().STRIPE_WEBHOOK_SECRETS) {
    try {
      const header = signature ?? '';
      const event = stripe().webhooks.constructEvent(rawBody, header, secret, TOLERANCE_SECONDS, undefined, nowMs());
      const { id, data } = z.parse(Event, event);
      return { objectId: data.object.id ?? '', reportId: id };
    } catch {
      // Not under this secret; the next one may be it.
    }
  }
  throw new InvalidSignature();
};
