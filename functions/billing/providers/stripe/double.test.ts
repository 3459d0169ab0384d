import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { controls } from '../../../../test/support/stripe-double/control.ts';
import { useStripe } from '../../fixtures/stripe.ts';
import { stripe as client } from './client.ts';

/** The double itself: what Stripe documents of keys, sessions and refunds, seen by the real SDK. */
const double = useStripe();
const HOUR = 3_600_000;
const inMinutes = (minutes: number): number => Math.floor(nowMs() / 1000) + minutes * 60;
const session = (key: string, more: object = {}) =>
  client().checkout.sessions.create(
    {
      mode: 'payment',
      line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 500, product_data: { name: 'Mug' } } }],
      success_url: 'https://shop.example',
      expires_at: inMinutes(60),
      ...more,
    },
    { idempotencyKey: key },
  );
const charge = (key: string, more: object = {}) =>
  client().paymentIntents.create(
    { amount: 500, currency: 'eur', payment_method: 'pm_card_visa', confirm: true, ...more },
    { idempotencyKey: key },
  );

test('a key gives its first answer, whatever became of the object since', async () => {
  const [key, end] = [newId('key'), inMinutes(60)];
  const first = await session(key, { expires_at: end });
  await client().checkout.sessions.expire(first.id);
  const again = await session(key, { expires_at: end });
  expect([again.id, again.status]).toEqual([first.id, 'open']);
  expect((await client().checkout.sessions.retrieve(first.id)).status).toBe('expired');
});

test('a key gives a decline again, and a failure of Stripe’s', async () => {
  const [declined, failed] = [newId('key'), newId('key')];
  for (const _ of [1, 2]) {
    await expect(charge(declined, { payment_method: 'pm_card_chargeDeclined' })).rejects.toMatchObject({
      statusCode: 402,
      decline_code: 'generic_decline',
    });
  }
  double().faults.plan('POST /v1/payment_intents', 'error');
  for (const _ of [1, 2]) await expect(charge(failed)).rejects.toMatchObject({ statusCode: 500 });
});

test('a key is bound to its parameters and to its endpoint', async () => {
  const key = newId('key');
  await charge(key);
  await expect(charge(key, { amount: 501 })).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  await expect(session(key)).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
});

test('parameters that do not pass are kept under no key', async () => {
  const key = newId('key');
  await expect(charge(key, { amount: 1 })).rejects.toMatchObject({ code: 'amount_too_small' });
  await expect(charge(key, { seashells: 1 })).rejects.toMatchObject({ code: 'parameter_unknown' });
  expect((await charge(key)).status).toBe('succeeded');
});

test('a key that is a day old makes a second object', async () => {
  const key = newId('key');
  const first = await charge(key);
  double().advance(23 * HOUR);
  expect((await charge(key)).id).toBe(first.id);
  double().advance(2 * HOUR);
  expect((await charge(key)).id).not.toBe(first.id);
  double().advance(-25 * HOUR);
});

test.each([
  [29, false],
  [31, true],
  [23 * 60, true],
  [25 * 60, false],
])('a session that ends in %i minutes is made: %s', async (minutes, made) => {
  const answer = session(newId('key'), { expires_at: inMinutes(minutes) });
  if (made) await expect(answer).resolves.toMatchObject({ status: 'open' });
  else await expect(answer).rejects.toMatchObject({ param: 'expires_at', statusCode: 400 });
});

test('only open sessions expire, and by themselves at their end', async () => {
  const [paid, closed, left] = [await session(newId('key')), await session(newId('key')), await session(newId('key'))];
  controls.pay(double().account, paid.id);
  await client().checkout.sessions.expire(closed.id);
  for (const { id } of [paid, closed]) {
    await expect(client().checkout.sessions.expire(id)).rejects.toMatchObject({ statusCode: 400 });
  }
  double().advance(61 * 60_000);
  expect((await client().checkout.sessions.retrieve(left.id)).status).toBe('expired');
  double().advance(-61 * 60_000);
});

test('refunds never exceed the charge, and one that fails gives its amount back', async () => {
  const { id } = await charge(newId('key'));
  double().account.refundsGo = 'pend';
  const pending = await client().refunds.create({ payment_intent: id, amount: 300 });
  double().account.refundsGo = 'succeed';
  await expect(client().refunds.create({ payment_intent: id, amount: 300 })).rejects.toMatchObject({ statusCode: 400 });
  controls.finishRefund(double().account, pending.id, false);
  expect((await client().refunds.retrieve(pending.id)).status).toBe('failed');
  expect((await client().refunds.create({ payment_intent: id, amount: 500 })).status).toBe('succeeded');
});

test('the search is a minute behind; the lists are not', async () => {
  const made = await charge(newId('key'), { metadata: { payment: newId('pay') } });
  const query = `metadata['payment']:'${made.metadata['payment']}'`;
  expect((await client().paymentIntents.search({ query })).data).toEqual([]);
  expect((await client().paymentIntents.list({ limit: 1 })).data[0]?.id).toBe(made.id);
  double().advance(61_000);
  expect((await client().paymentIntents.search({ query })).data[0]?.id).toBe(made.id);
  double().advance(-61_000);
});

test('lists go on page by page, newest first, and miss none', async () => {
  const payment = newId('pay');
  const made = await Promise.all(Array.from({ length: 25 }, () => charge(newId('key'), { metadata: { payment } })));
  const seen: string[] = [];
  for await (const one of client().paymentIntents.list({ limit: 10 })) {
    if (one.metadata['payment'] === payment) seen.push(one.id);
  }
  expect(seen.sort()).toEqual(made.map(({ id }) => id).sort());
});
