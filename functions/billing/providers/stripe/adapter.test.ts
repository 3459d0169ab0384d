import { expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { controls } from '../../../../test/support/stripe-double/control.ts';
import { aPayment, aRow, factTypesOf, objectOf } from '../../fixtures/payments.ts';
import { setEnv, useStripe } from '../../fixtures/stripe.ts';
import { closePayment } from '../../payment/close-payment.ts';
import { readPayment, startPayment } from '../../payment/open-payment.ts';
import type { Payment } from '../../payment/payment.ts';
import { syncPayment } from '../../payment/sync-payment.ts';
import { stripeProvider } from './adapter.ts';

const stripe = useStripe();
const MINUTE = 60_000;
const SESSIONS = 'POST /v1/checkout/sessions';
const sessionOf = (payment: Payment) => {
  const session = stripe().account.sessions.get(objectOf(payment));
  if (!session) throw new Error('no session');
  return session;
};
const books = (payment: Payment) => controls.books(stripe().account, payment.id);

test('a payment is a session: one line of the whole total, who it is for, and an end', async () => {
  const payment = await aPayment(null, {
    returnUrl: 'https://shop.example/thanks',
    cancelUrl: 'https://shop.example/cart',
  });
  expect(payment).toMatchObject({ status: 'requires-action', provider: 'stripe', test: false });
  expect(payment.nextAction).toEqual({ type: 'redirect', url: `${stripe().base}/pay/${objectOf(payment)}` });
  const session = sessionOf(payment);
  expect(session).toMatchObject({
    amount_total: 2599,
    currency: 'eur',
    client_reference_id: payment.orderId,
    metadata: { stage: 'test', order: payment.orderId, payment: payment.id },
    success_url: 'https://shop.example/thanks',
    cancel_url: 'https://shop.example/cart',
  });
  // The hold ends in 20 minutes, which is nearer than Stripe takes.
  expect(session.expires_at).toBe(Math.floor(Date.parse(payment.createdAt) / 1000 + 31 * 60));
});

test('a session ends with a hold that is longer than half an hour', async () => {
  const now = nowMs();
  const payment = await aPayment(null, { now, expiresAt: isoTime(now + 90 * MINUTE) });
  expect(sessionOf(payment).expires_at).toBe(Math.floor(now / 1000 + 90 * 60));
});

test('a buyer whose shop said nothing comes back to the shop', async () => {
  setEnv({ SHOP_URL: 'https://shop.example/' });
  const payment = await aPayment(null);
  setEnv({ SHOP_URL: undefined });
  expect(sessionOf(payment)).toMatchObject({
    success_url: 'https://shop.example/',
    cancel_url: 'https://shop.example/',
  });
});

test.each([
  [500, 'ISK', 50_000, 'isk'],
  [500, 'UGX', 50_000, 'ugx'],
  [500, 'JPY', 500, 'jpy'],
  [12_340, 'KWD', 12_340, 'kwd'],
])('%i %s are %i of Stripe’s units, and come back as they were', async (amount, currency, units, code) => {
  const payment = await aPayment(null, { amount: { amount, currency } });
  expect(sessionOf(payment)).toMatchObject({ amount_total: units, currency: code });
  controls.pay(stripe().account, objectOf(payment));
  expect((await syncPayment(payment.id)).amount).toEqual({ amount, currency });
});

test('paid: asked, it is succeeded once, with the intent that the money came by', async () => {
  const payment = await aPayment(null);
  controls.pay(stripe().account, objectOf(payment));
  const paid = await syncPayment(payment.id);
  expect(paid).toMatchObject({ status: 'succeeded', refundable: 2599, nextAction: null });
  expect(paid.chargeId).toMatch(/^pi_/);
  expect((await syncPayment(payment.id)).version).toBe(paid.version);
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded']);
});

test('a decline on Stripe’s page leaves the payment open at the same address', async () => {
  const payment = await aPayment(null);
  controls.decline(stripe().account, objectOf(payment));
  expect(await syncPayment(payment.id)).toMatchObject({ status: 'requires-action', nextAction: payment.nextAction });
  controls.pay(stripe().account, objectOf(payment));
  expect((await syncPayment(payment.id)).status).toBe('succeeded');
});

test('a bank debit is processing, and then taken or refused', async () => {
  const [taken, refused] = [await aPayment(null), await aPayment(null)];
  for (const payment of [taken, refused]) {
    const intent = controls.process(stripe().account, objectOf(payment));
    expect((await syncPayment(payment.id)).status).toBe('processing');
    expect(await closePayment(payment.id)).toBe('open');
    controls.settleDebit(stripe().account, intent.id, payment === taken);
  }
  expect((await syncPayment(taken.id)).status).toBe('succeeded');
  expect(await syncPayment(refused.id)).toMatchObject({ status: 'failed', failure: { code: 'declined' } });
});

test('the same payment started by many at once is one session', async () => {
  const row = await aRow();
  const all = await Promise.all(Array.from({ length: 6 }, () => startPayment(row)));
  // A request under a key in use is a conflict: then the row is answered, still opening.
  expect(new Set(all.map(({ objectId }) => objectId).filter((id) => id !== null)).size).toBe(1);
  expect((await startPayment(row.id)).nextAction).not.toBeNull();
  expect(books(row).sessions).toBe(1);
});

test('an answer that was lost on the way: the same key finds the same session', async () => {
  const row = await aRow();
  stripe().faults.plan(SESSIONS, 'silent-after', 2);
  expect(await startPayment(row)).toMatchObject({ objectId: null, status: 'requires-action' });
  const started = await startPayment(row.id);
  expect(started.nextAction?.type).toBe('redirect');
  expect(books(row).sessions).toBe(1);
});

test('a request that never arrived is sent again under the same key', async () => {
  const row = await aRow();
  stripe().faults.plan(SESSIONS, 'before');
  expect((await startPayment(row)).objectId).not.toBeNull();
  const keys = stripe().requests.filter(({ key }) => key === row.id);
  expect(keys).toHaveLength(2);
  expect(books(row).sessions).toBe(1);
});

test('too many requests tell nothing: the payment is still opening and opens at the next try', async () => {
  const row = await aRow();
  stripe().faults.plan(SESSIONS, 'limited');
  expect((await startPayment(row)).status).toBe('requires-action');
  expect((await startPayment(row.id)).objectId).not.toBeNull();
});

test('a key keeps a failure of Stripe’s: the session behind it is found and closed', async () => {
  const row = await aRow();
  stripe().faults.plan(SESSIONS, 'error-after');
  expect((await startPayment(row)).objectId).toBeNull();
  expect((await startPayment(row.id)).objectId).toBeNull();
  expect(books(row).sessions).toBe(1);
  expect(await closePayment(row.id)).toBe('closed');
  expect([...stripe().account.sessions.values()].at(-1)?.status).toBe('expired');
});

test('a key that keeps a failure behind which nothing is: closed only when none can be made any more', async () => {
  const row = await aRow({ now: nowMs() });
  stripe().faults.plan(SESSIONS, 'error');
  expect((await startPayment(row)).objectId).toBeNull();
  expect(await closePayment(row.id)).toBe('open');
  const old = await aRow({ now: nowMs() - 3 * MINUTE });
  expect(await closePayment(old.id)).toBe('closed');
  expect((await readPayment(old.id)).status).toBe('cancelled');
});

test('money behind a failed answer is found by asking', async () => {
  const row = await aRow();
  stripe().faults.plan(SESSIONS, 'error-after');
  await startPayment(row);
  const session = [...stripe().account.sessions.values()].at(-1);
  controls.pay(stripe().account, String(session?.id));
  expect((await syncPayment(row.id)).status).toBe('succeeded');
});

test('asked for too late, a session is refused for good, and another payment can be opened', async () => {
  const row = await aRow({ now: nowMs() - 2 * MINUTE });
  const late = await startPayment(row);
  expect(late).toMatchObject({ status: 'cancelled', objectId: null });
  expect(books(row).sessions).toBe(0);
});

test('a session that was made in time is found, even if Stripe says of its key that it is too late', async () => {
  const row = await aRow();
  stripe().faults.plan(SESSIONS, 'silent-after', 2);
  expect((await startPayment(row)).objectId).toBeNull();
  stripe().checksFirst = true;
  stripe().advance(2 * MINUTE);
  const found = await startPayment(row.id);
  stripe().advance(-2 * MINUTE);
  stripe().checksFirst = false;
  expect(found).toMatchObject({ status: 'requires-action', nextAction: { type: 'redirect' } });
  expect(books(row).sessions).toBe(1);
});

test('an open session closes, once and for good; nobody pays it then', async () => {
  const payment = await aPayment(null);
  expect(await closePayment(payment.id)).toBe('closed');
  expect(await closePayment(payment.id)).toBe('closed');
  expect(sessionOf(payment).status).toBe('expired');
  expect(() => controls.pay(stripe().account, objectOf(payment))).toThrow('expired');
  expect(await factTypesOf(payment.id)).toEqual(['payment.cancelled']);
});

test('only open sessions expire: what was paid meanwhile is said to be paid', async () => {
  const payment = await aPayment(null);
  controls.pay(stripe().account, objectOf(payment));
  expect(await closePayment(payment.id)).toBe('succeeded');
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded']);
});

test('paid or closed, at the same moment: one of the two, and both sides agree', async () => {
  const payment = await aPayment(null);
  const pay = async () => {
    try {
      controls.pay(stripe().account, objectOf(payment));
    } catch {
      // It was closed first.
    }
  };
  const [closing] = await Promise.all([closePayment(payment.id), pay()]);
  expect(closing).toBe(books(payment).charged > 0 ? 'succeeded' : 'closed');
});

test('a payment that is closed before its call arrived: the late call finds a closed session', async () => {
  const row = await aRow();
  expect(await closePayment(row.id)).toBe('closed');
  // The paused function goes on with the row that it had read.
  const late = await startPayment(row);
  expect(late.status).toBe('cancelled');
  expect(books(row)).toMatchObject({ sessions: 1, charged: 0 });
  expect([...stripe().account.sessions.values()].at(-1)?.status).toBe('expired');
});

test('an address of the provider’s page that is gone is not answered any more', async () => {
  const payment = await aPayment(null);
  stripe().advance(32 * MINUTE);
  expect(await syncPayment(payment.id)).toMatchObject({ status: 'cancelled', nextAction: null });
  stripe().advance(-32 * MINUTE);
});

test('a key that has expired is not used again: the provider is read', async () => {
  const row = await aRow({ now: nowMs() - 21 * 60 * MINUTE });
  const asked = stripe().requests.length;
  await startPayment(row);
  expect(
    stripe()
      .requests.slice(asked)
      .map(({ route }) => route),
  ).not.toContain(SESSIONS);
});

test('a key that has expired makes a second object: that is why it is not used', async () => {
  const row = await aRow({ expiresAt: isoTime(nowMs() + 23 * 60 * MINUTE) });
  const first = await stripeProvider.open(row);
  stripe().advance(25 * 60 * MINUTE);
  const second = await stripeProvider.open({ ...row, createdAt: isoTime(nowMs() + 25 * 60 * MINUTE) });
  stripe().advance(-25 * 60 * MINUTE);
  expect(second.objectId).not.toBe(first.objectId);
  expect(books(row).sessions).toBe(2);
});

test('a key belongs to one question: with another it is refused, and nothing is recorded', async () => {
  const row = await aRow();
  await startPayment(row);
  await expect(stripeProvider.open({ ...row, asked: { amount: 1000, currency: 'EUR' } })).rejects.toThrow(
    'same parameters',
  );
  expect(books(row).sessions).toBe(1);
});

test('a kind of payment that Stripe does not know ends the payment, and another try is another payment', async () => {
  const payment = await aPayment('seashells');
  expect(payment).toMatchObject({ status: 'failed', objectId: null, failure: { code: 'not-taken', retryable: true } });
});

test('a named kind of payment is the only one on the page', async () => {
  expect((await aPayment('sepa_debit')).status).toBe('requires-action');
});

test('objects of another stage, of others in the account, and of nobody are nothing of ours', async () => {
  const payment = await aPayment(null);
  expect(await stripeProvider.lookUp(objectOf(payment))).toMatchObject({ paymentId: payment.id });
  setEnv({ STAGE: 'other' });
  expect(await stripeProvider.lookUp(objectOf(payment))).toBeUndefined();
  setEnv({ STAGE: 'test' });
  for (const id of ['', 'cus_1', 'cs_test_none', 'pi_none', 're_none', 'du_none', 'evt_1']) {
    expect(await stripeProvider.lookUp(id)).toBeUndefined();
  }
});

test('an intent of a session is told under the session', async () => {
  const payment = await aPayment(null);
  const intent = controls.pay(stripe().account, objectOf(payment));
  expect(await stripeProvider.lookUp(intent.id)).toMatchObject({
    objectId: objectOf(payment),
    chargeId: intent.id,
    paymentId: payment.id,
    state: 'succeeded',
    received: { amount: 2599, currency: 'EUR' },
  });
});

test('without a key the stage takes no payments', async () => {
  setEnv({ STRIPE_SECRET_KEY: undefined });
  await expect(aRow({ orderId: newId('ord') })).rejects.toMatchObject({ status: 503, code: 'payments-unavailable' });
  setEnv({ STRIPE_SECRET_KEY: 'sk_test_double' });
});

/** The last one: its client sends the call again on its own, seconds later, and would meet another test's faults. */
test('a call that hangs is given up at the deadline, and the buyer can go on', async () => {
  const row = await aRow();
  stripe().faults.plan(SESSIONS, 'hang-after');
  const before = stripe().requests.length;
  expect((await startPayment(row, { deadlineMs: 1000 })).objectId).toBeNull();
  // Not given up, it would have been sent again by the client.
  expect(stripe().requests.length - before).toBe(1);
  expect((await startPayment(row.id)).objectId).not.toBeNull();
  expect(books(row).sessions).toBe(1);
});
