import type Stripe from 'stripe';
import { msOf, nowMs } from '#lib/clock.ts';
import type { Payment } from '../../payment/payment.ts';
import { stripe } from './client.ts';
import { lastCreation } from './parameters.ts';

/** Stripe's clock and ours may differ by so much. */
export const SKEW_MS = 30_000;
const PAGE = 100;
const MOST_PAGES = 10;

/** With the intent and its charge, the state of the money comes along in the same answer. */
export const SESSION_EXPAND = ['payment_intent.latest_charge'];

/** Whether a session of this payment can still be made: Stripe takes no end that is nearer than 30 minutes. */
export const canStillBeMade = (payment: Payment): boolean => nowMs() <= lastCreation(payment) + SKEW_MS;

/**
 * Finds the session of a payment whose id is not known here: it lies among those that were made while it could be made.
 * @throws when there are too many to look through; then nothing is known
 */
export const findSession = async (payment: Payment): Promise<Stripe.Checkout.Session | undefined> => {
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  const created = {
    gte: seconds(msOf(payment.createdAt) - SKEW_MS),
    lte: seconds(lastCreation(payment) + SKEW_MS),
  };
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data, has_more } = await stripe().checkout.sessions.list({
      created,
      limit: PAGE,
      expand: SESSION_EXPAND.map((path) => `data.${path}`),
      ...(after === undefined ? {} : { starting_after: after }),
    });
    const found = data.find((session) => session.metadata?.['payment'] === payment.id);
    if (found || !has_more) return found;
    after = data.at(-1)?.id;
  }
  throw new Error('stripe: too many sessions at that time to find one');
};

/**
 * Finds the intent of a payment whose id is not known here, by Stripe's search. Its index is a minute behind, an hour at worst,
 * so that nothing found says nothing about a young payment.
 */
export const findIntent = async (payment: Payment): Promise<Stripe.PaymentIntent | undefined> => {
  const query = `metadata['payment']:'${payment.id}'`;
  const { data } = await stripe().paymentIntents.search({ query, limit: 1, expand: ['data.latest_charge'] });
  return data[0];
};

/** The session that an intent was made by. */
export const sessionOf = async (intent: string): Promise<Stripe.Checkout.Session | undefined> => {
  const expand = SESSION_EXPAND.map((path) => `data.${path}`);
  const { data } = await stripe().checkout.sessions.list({ payment_intent: intent, limit: 1, expand });
  return data[0];
};
