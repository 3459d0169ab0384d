import { afterEach, expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { controls } from '../../../../test/support/stripe-double/control.ts';
import type { StripeEvent } from '../../../../test/support/stripe-double/objects.ts';
import { signed } from '../../../../test/support/stripe-double/webhooks.ts';
import { aPayment, aRow, factTypesOf, objectOf } from '../../fixtures/payments.ts';
import { post, receive, setEnv, useStripe, WEBHOOK_SECRET } from '../../fixtures/stripe.ts';
import { readPayment, startPayment } from '../../payment/open-payment.ts';
import { recordPayment } from '../../payment/record-payment.ts';
import { stripeProvider } from './adapter.ts';

const stripe = useStripe();
afterEach(() => setEnv({ STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET }));

const event = (more: Partial<StripeEvent> = {}): StripeEvent => ({
  id: 'evt_1',
  object: 'event',
  type: 'checkout.session.completed',
  created: 1,
  livemode: false,
  data: { object: { id: 'cs_test_1' } },
  ...more,
});

test('an event is verified over its raw bytes, and only what it is about is taken of it', async () => {
  const { body, headers } = signed(event(), WEBHOOK_SECRET);
  expect(await post(body, headers)).toBe(204);
  const taken = await stripeProvider.verifyWebhook(headers, Buffer.from(body));
  expect(taken).toEqual({ objectId: 'cs_test_1', reportId: 'evt_1' });
  // The same JSON in other bytes is not what was signed.
  expect(await post(JSON.stringify(JSON.parse(body), null, 1), headers)).toBe(401);
  expect(await post(body.replace('cs_test_1', 'cs_test_2'), headers)).toBe(401);
});

test('types that we do not know, and things without an id, are taken', async () => {
  for (const one of [event({ type: 'v3.moon.landed' }), event({ data: { object: {} as { id: string } } })]) {
    const { body, headers } = signed(one, WEBHOOK_SECRET);
    expect(await post(body, headers)).toBe(204);
  }
});

test('while a secret is rotated, events are taken under the old and the new one, and under no other', async () => {
  setEnv({ STRIPE_WEBHOOK_SECRETS: `whsec_new, ${WEBHOOK_SECRET}` });
  for (const [secret, status] of [
    ['whsec_new', 204],
    [WEBHOOK_SECRET, 204],
    ['whsec_none', 401],
  ] as const) {
    const { body, headers } = signed(event(), secret);
    expect(await post(body, headers)).toBe(status);
  }
  setEnv({ STRIPE_WEBHOOK_SECRETS: 'whsec_new' });
  const { body, headers } = signed(event(), WEBHOOK_SECRET);
  expect(await post(body, headers)).toBe(401);
});

test.each([
  ['five minutes old', -299_000, 204],
  ['older than that', -302_000, 401],
])('an event that is %s', async (_, ms, status) => {
  const { body, headers } = signed(event(), WEBHOOK_SECRET, nowMs() + ms);
  expect(await post(body, headers)).toBe(status);
});

test('without a signature, without a secret, or with what is no event, it is refused', async () => {
  const { body, headers } = signed(event(), WEBHOOK_SECRET);
  expect(await post(body, { 'content-type': 'application/json' })).toBe(401);
  expect(await post(body, { ...headers, 'stripe-signature': 't=1,v1=00' })).toBe(401);
  const odd = signed({ id: 7 } as unknown as StripeEvent, WEBHOOK_SECRET);
  expect(await post(odd.body, odd.headers)).toBe(401);
  setEnv({ STRIPE_WEBHOOK_SECRETS: '' });
  expect(await post(body, headers)).toBe(401);
});

test('events twice and in the opposite order are one fact', async () => {
  const payment = await aPayment(null);
  controls.decline(stripe().account, objectOf(payment));
  controls.pay(stripe().account, objectOf(payment));
  const types = await stripe().webhooks.deliver(receive, { times: 2, reversed: true });
  expect(types.slice(0, 2)).toEqual(['checkout.session.completed', 'payment_intent.succeeded']);
  expect(await readPayment(payment.id)).toMatchObject({ status: 'succeeded', refundable: 2599 });
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded']);
});

test('an event that comes late does not undo what came after it', async () => {
  const payment = await aPayment(null);
  const intent = controls.process(stripe().account, objectOf(payment));
  const late: [string, Record<string, string>][] = [];
  await stripe().webhooks.deliver(async (body, headers) => {
    late.push([body, { ...headers }]);
    return 204;
  });
  controls.settleDebit(stripe().account, intent.id);
  await stripe().webhooks.deliver(receive);
  for (const [body, headers] of late) await receive(body, headers);
  expect((await readPayment(payment.id)).status).toBe('succeeded');
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded']);
});

test('an event that is there before our own write is not undone by it', async () => {
  const row = await aRow();
  const answer = await stripeProvider.open(row);
  controls.pay(stripe().account, String(answer.objectId));
  await stripe().webhooks.deliver(receive, { times: 2 });
  expect((await readPayment(row.id)).status).toBe('succeeded');
  // The paused call of startPayment goes on with the answer that it had got.
  expect((await recordPayment(row, answer)).status).toBe('succeeded');
  expect((await startPayment(row)).status).toBe('succeeded');
  expect(await factTypesOf(row.id)).toEqual(['payment.succeeded']);
});

test('a dispute is heard of by its event', async () => {
  const payment = await aPayment(null);
  const intent = controls.pay(stripe().account, objectOf(payment));
  controls.dispute(stripe().account, intent.id);
  await stripe().webhooks.deliver(receive, { reversed: true });
  expect(await readPayment(payment.id)).toMatchObject({ status: 'succeeded', dispute: 'open' });
  expect(await factTypesOf(payment.id)).toEqual(['payment.succeeded', 'payment.disputed']);
});
