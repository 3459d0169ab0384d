import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { ask } from '../support/ask.ts';
import { type StripeDouble, startStripeDouble } from '../support/stripe-double/server.ts';
import type { Receiver } from '../support/stripe-double/webhooks.ts';

let stripe: StripeDouble;
let stack: StartedStack;
beforeAll(async () => {
  stripe = await startStripeDouble({ secret: 'whsec_local' });
  stack = await startStack({
    env: {
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: 'sk_test_local',
      STRIPE_WEBHOOK_SECRETS: 'whsec_local',
      STRIPE_API_BASE: stripe.base,
    },
  });
});
afterAll(async () => {
  await stack?.stop();
  await stripe?.stop();
});

const buyer = {
  email: 'ada@example.com',
  shippingAddress: { name: 'Ada L', line1: '1 Dock', city: 'Berlin', postalCode: '10115', country: 'DE' },
};

const checkedOut = async () => {
  const { items } = await ask(stack, 'GET', '/products?limit=1');
  const product = await ask(stack, 'GET', `/products/${items[0].slug}`);
  const cart = await ask(stack, 'POST', '/carts', {
    lines: [{ sku: product.variants[0].sku, quantity: 1 }],
    contact: buyer,
    shipping: { optionId: 'standard' },
  });
  const answer = await ask(stack, 'POST', `/carts/${cart.id}/checkout`, { returnUrl: 'https://shop.example/thanks' });
  return { id: answer.order.id, token: answer.orderToken, url: answer.payment.nextAction.url };
};
const order = async (path: string, token: string, method = 'GET') => {
  const headers = { 'x-order-token': token, 'content-type': 'application/json' };
  return (await fetch(`${stack.api}/orders/${path}`, { method, headers })).json() as Promise<{
    status: string;
    order: { status: string };
  }>;
};
const press = (url: string, button: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ button }), redirect: 'manual' });

test('a purchase over HTTP: Stripe’s page, back to the shop, and payment/sync settles it', async () => {
  const { id, token, url } = await checkedOut();
  expect(url).toContain(`${stripe.base}/pay/cs_test_`);
  expect((await press(url, 'decline')).headers.get('location')).toContain('/pay/cs_test_');
  expect((await order(`${id}/payment/sync`, token, 'POST')).order.status).toBe('pending');
  expect((await press(url, 'pay')).headers.get('location')).toBe('https://shop.example/thanks');
  // The provider is asked once in five seconds.
  await expect.poll(async () => (await order(`${id}/payment/sync`, token, 'POST')).order.status).toBe('paid');
});

test('the same, settled by the webhooks that Stripe posts, twice and in the opposite order', async () => {
  const { id, token, url } = await checkedOut();
  await press(url, 'pay');
  const receive: Receiver = async (body, headers) =>
    (await fetch(`${stack.api}/payments/webhooks/stripe`, { method: 'POST', body, headers })).status;
  await stripe.webhooks.deliver(receive, { times: 2, reversed: true });
  await expect.poll(async () => (await order(id, token)).status).toBe('paid');
});
