import { afterEach, expect, test, vi } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, checkOut, readyCart } from '../../../test/support/shop.ts';
import { pressTestPayment } from '../../billing/providers/test/press.ts';
import * as sync from '../http/sync-payment.ts';
import { orderToken } from '../order/order-token.ts';

const mine = (id: string) => ({ params: { id }, headers: { 'X-Order-Token': orderToken(id) } });
afterEach(() => {
  vi.useRealTimers();
  delete process.env['EXPOSE_COST'];
  forgetEnv();
});

test('the provider is asked once in five seconds, and what is known is answered between at no write unit', async () => {
  const { sku } = await article(2);
  process.env['EXPOSE_COST'] = '1';
  forgetEnv();
  const { body } = await checkOut(await readyCart([{ sku, quantity: 1 }]), {});
  const ask = () => invokeHttp(sync, mine(body.order.id));
  const first = await ask();
  expect(first.headers).toMatchObject({ 'ratelimit-policy': '"default";q=1;w=5', ratelimit: '"default";r=0;t=5' });
  await pressTestPayment(body.payment.nextAction.url.split('/').at(-1), 'test_silent');
  const [second, third] = [await ask(), await ask()];
  for (const { status, body, headers } of [second, third]) {
    expect([status, body.payment.status]).toEqual([200, 'requires-action']);
    expect(headers['x-cost']).toMatch(/ write=0;/);
    expect(headers['ratelimit']).toMatch(/^"default";r=0;t=[1-5]$/);
  }
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs() + 5_000 });
  const together = await Promise.all([ask(), ask(), ask()]);
  expect(together.filter(({ body }) => body.payment.status === 'succeeded').length).toBeGreaterThanOrEqual(1);
  expect((await ask()).body.order.status).toBe('paid');
});
