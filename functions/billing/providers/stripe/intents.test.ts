import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { controls } from '../../../../test/support/stripe-double/control.ts';
import { aPayment, aRow, factTypesOf, objectOf } from '../../fixtures/payments.ts';
import { useStripe } from '../../fixtures/stripe.ts';
import { closePayment } from '../../payment/close-payment.ts';
import { readPayment, startPayment } from '../../payment/open-payment.ts';
import { syncPayment } from '../../payment/sync-payment.ts';

const stripe = useStripe({ STRIPE_MODE: 'intents' });
const HOUR = 3_600_000;
const INTENTS = 'POST /v1/payment_intents';
const intentOf = (id: string) => {
  const intent = stripe().account.intents.get(id);
  if (!intent) throw new Error('no intent');
  return intent;
};
const books = (id: string) => controls.books(stripe().account, id);

test('a payment is an intent, whose secret the storefront gets', async () => {
  const payment = await aPayment(null);
  expect(payment.nextAction).toEqual({ type: 'client-secret', clientSecret: `${objectOf(payment)}_secret_test` });
  expect(intentOf(objectOf(payment))).toMatchObject({
    amount: 2599,
    currency: 'eur',
    metadata: { stage: 'test', order: payment.orderId, payment: payment.id },
  });
  controls.decline(stripe().account, objectOf(payment));
  expect((await syncPayment(payment.id)).nextAction).toEqual(payment.nextAction);
  controls.pay(stripe().account, objectOf(payment));
  expect(await syncPayment(payment.id)).toMatchObject({ status: 'succeeded', chargeId: objectOf(payment) });
});

test('a payment method that our server names is charged at once, and told once', async () => {
  const row = await aRow({ method: 'pm_card_visa' });
  const both = await Promise.all([startPayment(row), startPayment(row)]);
  expect(both.some(({ status }) => status === 'succeeded')).toBe(true);
  expect(await startPayment(row.id)).toMatchObject({ status: 'succeeded', refundable: 2599 });
  expect(books(row.id)).toMatchObject({ intents: 1, charged: 2599 });
  expect(await factTypesOf(row.id)).toEqual(['payment.succeeded']);
});

test('a named method that is declined ends its payment, for ever: the key gives that answer again', async () => {
  const row = await aRow({ method: 'pm_card_chargeDeclined' });
  expect(await startPayment(row)).toMatchObject({ status: 'failed', failure: { code: 'declined', retryable: true } });
  expect((await startPayment(row)).status).toBe('failed');
  expect(books(row.id)).toMatchObject({ intents: 1, charged: 0 });
  // Nobody pays it through a secret that leaked.
  const { objectId } = await readPayment(row.id);
  expect(intentOf(String(objectId)).status).toBe('canceled');
  expect((await syncPayment(row.id)).status).toBe('failed');
  expect(await factTypesOf(row.id)).toEqual(['payment.failed']);
});

test('a bank that wants to see its customer: the buyer is sent there', async () => {
  const payment = await aPayment('pm_card_authenticationRequired', { returnUrl: 'https://shop.example/thanks' });
  expect(payment.nextAction).toEqual({
    type: 'redirect',
    url: 'https://hooks.stripe.example/3d?return=https%3A%2F%2Fshop.example%2Fthanks',
  });
  controls.pay(stripe().account, objectOf(payment));
  expect((await syncPayment(payment.id)).status).toBe('succeeded');
});

test('a charge whose answer was lost is found under its key, and made once', async () => {
  const row = await aRow({ method: 'pm_card_visa' });
  stripe().faults.plan(INTENTS, 'silent-after', 2);
  expect((await startPayment(row)).status).toBe('requires-action');
  expect((await startPayment(row.id)).status).toBe('succeeded');
  expect(books(row.id)).toMatchObject({ intents: 1, charged: 2599 });
});

test('an intent closes; one that was paid or is under way does not', async () => {
  const [open, paid, debit] = [await aPayment(null), await aPayment(null), await aPayment(null)];
  controls.pay(stripe().account, objectOf(paid));
  controls.process(stripe().account, objectOf(debit));
  expect([await closePayment(open.id), await closePayment(paid.id), await closePayment(debit.id)]).toEqual([
    'closed',
    'succeeded',
    'open',
  ]);
  expect(intentOf(objectOf(open)).status).toBe('canceled');
  expect(() => controls.pay(stripe().account, objectOf(open))).toThrow('canceled');
});

test('closed before its call arrived: the late call charges nobody', async () => {
  const row = await aRow({ method: null });
  expect(await closePayment(row.id)).toBe('closed');
  expect((await startPayment(row)).status).toBe('cancelled');
  expect(books(row.id)).toMatchObject({ intents: 1, charged: 0 });
});

test('a failure kept under the key, and money behind it: the search finds it when its index has caught up', async () => {
  const row = await aRow({ method: 'pm_card_visa' });
  stripe().faults.plan(INTENTS, 'error-after');
  expect((await startPayment(row)).objectId).toBeNull();
  expect(await closePayment(row.id)).toBe('open');
  stripe().advance(90_000);
  expect(await closePayment(row.id)).toBe('succeeded');
  expect(await readPayment(row.id)).toMatchObject({ status: 'succeeded', refundable: 2599 });
});

test('a failure kept under the key, and nothing behind it: closed when the index has surely caught up', async () => {
  const young = await aRow({ method: 'pm_card_visa' });
  stripe().faults.plan(INTENTS, 'error');
  await startPayment(young);
  expect(await closePayment(young.id)).toBe('open');
  const old = await aRow({ method: 'pm_card_visa', now: nowMs() - 2 * HOUR });
  stripe().faults.plan(INTENTS, 'error');
  expect(await closePayment(old.id)).toBe('closed');
});

test('older than a key is kept: only looked for, and closed without a new object', async () => {
  const row = await aRow({ method: 'pm_card_visa', now: nowMs() - 21 * HOUR });
  expect(await closePayment(row.id)).toBe('closed');
  expect(books(row.id).intents).toBe(0);
});
