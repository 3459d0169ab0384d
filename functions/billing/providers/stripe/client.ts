import Stripe from 'stripe';
import { PaymentsUnavailable } from '../../refusals.ts';
import { settings } from '../../settings.ts';

/** Less than a buyer waits for a provider, so that an answer that does not come is known to be missing by then. */
const TIMEOUT_MS = 2800;

let made: { readonly key: string; readonly base: string | undefined; readonly client: Stripe } | undefined;

/** Where Stripe's double listens, when the environment names one. */
const address = (base: string | undefined): Stripe.StripeConfig => {
  if (base === undefined) return {};
  const { protocol, hostname, port } = new URL(base);
  const plain = protocol === 'http:';
  return { protocol: plain ? 'http' : 'https', host: hostname, port: port || (plain ? '80' : '443') };
};

/**
 * Stripe's own SDK, set up once for a key. One retry: a request that never arrived is worth it, and every POST of ours
 * is under a key or ends in the same state when it is repeated.
 * @throws Refusal 503 when the stage has no key
 */
export const stripe = (): Stripe => {
  const { STRIPE_SECRET_KEY: key, STRIPE_API_BASE: base } = settings();
  if (key === undefined) throw new PaymentsUnavailable('This stage has no key of its payment provider.');
  if (made?.key !== key || made.base !== base) {
    const client = new Stripe(key, { timeout: TIMEOUT_MS, maxNetworkRetries: 1, telemetry: false, ...address(base) });
    made = { key, base, client };
  }
  return made.client;
};
