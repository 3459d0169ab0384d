import type Stripe from 'stripe';
import { msOf, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import type { Payment, PaymentReport } from '../../payment/payment.ts';
import { KEY_KEPT_MS, type Provider } from '../../provider/port.ts';
import type { Refund, RefundReport } from '../../refund/refund.ts';
import { settings } from '../../settings.ts';
import { stripe } from './client.ts';
import { canStillBeMade, findIntent, findSession, SESSION_EXPAND, sessionOf } from './find.ts';
import { listMoney } from './list.ts';
import { disputeState, idOf, intentOf, intentReport, isDisputed, refundReport, sessionReport } from './objects.ts';
import { intentParameters, refundParameters, type Surroundings, sessionParameters } from './parameters.ts';
import { isMissing, isTooLate, neverMade, openingRefused, refundRefused } from './refused.ts';
import { verifyEvent } from './webhook.ts';

/** Stripe, through its own SDK: hosted Checkout, or payment intents. Every key is a row's id. */
const HOUR_MS = 3_600_000;

const around = (): Surroundings => ({
  stage: env().STAGE,
  home: settings().SHOP_URL ?? `${env().API_URL}/shop`,
});
const isOurs = (of: { readonly metadata: Record<string, string> | null }): boolean =>
  of.metadata?.['stage'] === env().STAGE;

const disputeOf = async (intent: Stripe.PaymentIntent | undefined) => {
  if (!intent || !isDisputed(intent)) return null;
  return disputeState((await stripe().disputes.list({ payment_intent: intent.id, limit: 100 })).data);
};
const ofSession = async (session: Stripe.Checkout.Session): Promise<PaymentReport> =>
  sessionReport(session, await disputeOf(intentOf(session)));
const ofIntent = async (intent: Stripe.PaymentIntent): Promise<PaymentReport> =>
  intentReport(intent, await disputeOf(intent));

const readSession = async (id: string): Promise<PaymentReport> =>
  ofSession(await stripe().checkout.sessions.retrieve(id, { expand: SESSION_EXPAND }));
const readIntent = async (id: string): Promise<PaymentReport> =>
  ofIntent(await stripe().paymentIntents.retrieve(id, { expand: ['latest_charge'] }));
const readObject = (id: string): Promise<PaymentReport> => (id.startsWith('cs_') ? readSession(id) : readIntent(id));

const open = async (payment: Payment): Promise<PaymentReport> => {
  const key = { idempotencyKey: payment.id };
  const { checkout, paymentIntents } = stripe();
  try {
    if (settings().STRIPE_MODE === 'checkout') {
      return sessionReport(await checkout.sessions.create(sessionParameters(payment, around()), key), null);
    }
    return intentReport(await paymentIntents.create(intentParameters(payment, around()), key), null);
  } catch (error) {
    // Too late to be made; but was it made in time? A list tells, and a refusal alone would only be believed.
    if (isTooLate(error)) return (await findObject(payment)) ?? neverMade(payment);
    const answer = openingRefused(payment, error);
    // A declined intent could still be paid with its secret: it is cancelled.
    if (answer.objectId !== null) await paymentIntents.cancel(answer.objectId).catch(() => undefined);
    return answer;
  }
};

/** The object of a payment whose answer never came; `undefined` when none is seen. */
const findObject = async (payment: Payment): Promise<PaymentReport | undefined> => {
  if (settings().STRIPE_MODE === 'checkout') {
    const session = await findSession(payment);
    return session && ofSession(session);
  }
  const intent = await findIntent(payment);
  return intent && ofIntent(intent);
};

/** Whether an object that is not seen is not there: no session can be made any more, or the index has long caught up. */
const isSettled = (payment: Payment): boolean =>
  settings().STRIPE_MODE === 'checkout' ? !canStillBeMade(payment) : nowMs() - msOf(payment.createdAt) > HOUR_MS;

/** Ends an object, or finds that it is too late for that: its own state is the answer either way. */
const end = async (id: string): Promise<PaymentReport> => {
  try {
    if (id.startsWith('cs_')) await stripe().checkout.sessions.expire(id);
    else await stripe().paymentIntents.cancel(id);
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error && error.statusCode === 400)) throw error;
  }
  return readObject(id);
};

/**
 * Finds out what a payment's unheard object is, so that it can be ended. Under a key that is still kept the object is
 * made now, if it was not: then a call that is still on its way finds it ended.
 */
const pinDown = async (payment: Payment): Promise<PaymentReport> => {
  const mayBeMade = settings().STRIPE_MODE === 'checkout' ? canStillBeMade(payment) : true;
  if (mayBeMade && nowMs() - msOf(payment.createdAt) < KEY_KEPT_MS) {
    try {
      return await open(payment);
    } catch (error) {
      // A key keeps its first answer, a failure of Stripe's included: then only looking helps.
      const found = await findObject(payment);
      if (found) return found;
      if (!isSettled(payment)) throw error;
      return neverMade(payment);
    }
  }
  const found = await findObject(payment);
  if (found) return found;
  if (!isSettled(payment)) throw new Error('stripe: not known yet whether there is an object');
  return neverMade(payment);
};

const close = async (payment: Payment): Promise<PaymentReport> => {
  if (payment.objectId !== null) return end(payment.objectId);
  const found = await pinDown(payment);
  return found.objectId !== null && found.state === 'requires-action' ? end(found.objectId) : found;
};

/** The intent whose money goes back. */
const chargeOf = async (refund: Refund, payment: Payment): Promise<string> => {
  const known = refund.duplicateChargeId ?? payment.chargeId;
  if (known) return known;
  const report = payment.objectId === null ? await findObject(payment) : await readObject(payment.objectId);
  if (!report?.chargeId) throw new Error('stripe: no money to send back');
  return report.chargeId;
};

const readRefund = async (refund: Refund, payment: Payment): Promise<RefundReport | undefined> => {
  if (refund.objectId !== null) return refundReport(await stripe().refunds.retrieve(refund.objectId));
  const of = { payment_intent: await chargeOf(refund, payment), limit: 100 };
  for await (const one of stripe().refunds.list(of))
    if (one.metadata?.['refund'] === refund.id) return refundReport(one);
  return undefined;
};

const sendRefund = async (refund: Refund, payment: Payment): Promise<RefundReport> => {
  const asked = refundParameters(refund, await chargeOf(refund, payment), env().STAGE);
  try {
    return refundReport(await stripe().refunds.create(asked, { idempotencyKey: refund.id }));
  } catch (error) {
    // A failure of Stripe's is kept under the key as well; the refund may be there all the same.
    const made = await readRefund(refund, payment).catch(() => undefined);
    return made ?? refundRefused(refund, error);
  }
};

const lookUpIntent = async (id: string): Promise<PaymentReport | undefined> => {
  const intent = await stripe().paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  if (!isOurs(intent)) return undefined;
  const session = intent.metadata['via'] === 'checkout' ? await sessionOf(intent.id) : undefined;
  return session ? ofSession(session) : ofIntent(intent);
};

const lookUpKnown = async (objectId: string): Promise<PaymentReport | RefundReport | undefined> => {
  switch (objectId.split('_')[0]) {
    case 'cs': {
      const session = await stripe().checkout.sessions.retrieve(objectId, { expand: SESSION_EXPAND });
      return isOurs(session) ? ofSession(session) : undefined;
    }
    case 'pi':
      return lookUpIntent(objectId);
    case 'du':
    case 'dp': {
      const intent = idOf((await stripe().disputes.retrieve(objectId)).payment_intent);
      return intent === null ? undefined : lookUpIntent(intent);
    }
    case 're':
    case 'pyr': {
      const refund = await stripe().refunds.retrieve(objectId);
      // One that was made by hand at Stripe names no stage and is none of ours.
      return isOurs(refund) ? refundReport(refund) : undefined;
    }
    default:
      return undefined;
  }
};

export const stripeProvider: Provider = {
  open,
  async read(payment) {
    if (payment.objectId !== null) return readObject(payment.objectId);
    const found = await findObject(payment);
    return found ?? (isSettled(payment) ? neverMade(payment) : undefined);
  },
  close,
  refund: sendRefund,
  readRefund,
  async lookUp(objectId) {
    try {
      return await lookUpKnown(objectId);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  list: listMoney,
  async verifyWebhook(headers, rawBody) {
    return verifyEvent(headers['stripe-signature'], rawBody);
  },
};
