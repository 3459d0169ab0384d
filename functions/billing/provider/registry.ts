import { PaymentsUnavailable } from '../refusals.ts';
import { settings } from '../settings.ts';
import type { Provider } from './port.ts';

/** One line per adapter; each is loaded when it is first needed, so that its weight is in no other bundle. */
const adapters: Readonly<Record<string, () => Promise<Provider>>> = {
  test: async () => (await import('../providers/test/adapter.ts')).testProvider,
  stripe: async () => (await import('../providers/stripe/adapter.ts')).stripeProvider,
};

/**
 * Whether a provider works on this stage: the test provider only where it is switched on, Stripe where there is a key.
 * One that takes no new payments any more still closes and refunds its old ones.
 */
export const isSwitchedOn = (name: string): boolean =>
  name === 'test' ? settings().TEST_PAYMENTS : name === 'stripe' && settings().STRIPE_SECRET_KEY !== undefined;

/**
 * Whether a buyer has something to pay with once a new payment is opened: the method that was named, or what the provider
 * opens by itself, its page or a client secret. Known before the provider is called.
 */
export const opensPayment = (method: string | null): boolean =>
  method !== null || settings().PAYMENT_PROVIDER !== 'test' || settings().TEST_OPENS_PAGE;

/** A provider's adapter. @throws Refusal 503 when the stage does not have it */
export const providerOf = async (name: string): Promise<Provider> => {
  const load = isSwitchedOn(name) ? adapters[name] : undefined;
  if (!load) throw new PaymentsUnavailable();
  return load();
};
