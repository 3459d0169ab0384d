import { expect, test } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { forgetEnv } from '#lib/env.ts';
import { deterministicId, newId } from '#lib/id.ts';
import { query } from '#lib/table.ts';
import { inScope } from '#lib/trace.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { article, checkOut, deliver, factsOf, readyCart } from '../../../test/support/shop.ts';
import * as changeProduct from '../../catalog/http/admin/change-product.ts';
import { createApiKey } from '../../users/public.ts';
import { clerk, orders, show } from '../after-payment/after-payment.fixture.ts';
import * as list from '../http/admin/list-orders.ts';
import * as onOrderPlaced from '../queue/on-order-placed.ts';
import { putLookups } from './lookups-table.ts';

/** An order as it is found: its event has come to its consumer, twice. */
const placed = async (lines: { sku: string; quantity: number }[], email?: string): Promise<string> => {
  const { id } = (await checkOut(await readyCart(lines, email), {})).body.order;
  const facts = (await factsOf(orders, id)).filter(({ type }) => type === 'order.placed');
  expect(await deliver(onOrderPlaced, [...facts, ...facts])).toBe(0);
  return id;
};
const ask = async (asked: Record<string, string | number>) => invokeHttp(list, { query: asked, token: await clerk() });
const found = async (asked: Record<string, string | number>): Promise<string[]> =>
  (await ask(asked)).body.items.map(({ id }: { id: string }) => id);

test('an order is found by its number, in any spelling, once; a number that no order has finds none', async () => {
  const { sku } = await article(10);
  const id = await placed([{ sku, quantity: 1 }]);
  const { number } = await show(id);
  for (const typed of [number, number.toLowerCase(), ` ${number.replaceAll('-', ' ')} `, number.replaceAll('-', '')])
    expect(await found({ number: typed })).toEqual([id]);
  expect((await ask({ number: 'MDXG-GBZZ-HBKA-2' })).body).toEqual({ items: [], nextCursor: null });
});

test.each([
  ['MDXG-GBZZ-HBKB-2', 'query.number must be the number of an order, like 7K3M-9X2T-4BDA-C'],
  ['fourteen', 'query.number must be the number of an order, like 7K3M-9X2T-4BDA-C'],
  ['', 'query.number must not be empty'],
])('what is no number, or mistyped (%s), is told', async (number, said) => {
  const answer = await ask({ number });
  expect([answer.status, answer.body.detail]).toEqual([400, `The request is not valid: ${said}.`]);
});

test('orders of an SKU are found by it, by a former one, by the variant’s id, newest first and page by page', async () => {
  const { sku, variantId, productId } = await article(20);
  const other = await article(20);
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) made.unshift(await placed([{ sku, quantity: 1 }]));
  const both = await placed([{ sku, quantity: 1 }, { sku: other.sku, quantity: 2 }]); // biome-ignore format: a list
  made.unshift(both);
  expect(await found({ sku })).toEqual(made);
  expect(await found({ sku: ` ${variantId}` })).toEqual(made);
  expect(await found({ sku: other.sku })).toEqual([both]);
  const { secret: token } = await createApiKey({ name: 'merchant', scopes: ['catalog'] });
  const renamed = newId('SKU');
  const body = { variants: [{ id: variantId, sku: renamed }] };
  expect((await invokeHttp(changeProduct, { params: { id: productId }, body, token })).status).toBe(200);
  expect(await found({ sku: renamed })).toEqual(made);
  expect(await found({ sku })).toEqual(made);
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = (await ask({ sku, limit: 2, ...(cursor ? { cursor } : {}) })).body;
    seen.push(...page.items.map(({ id }: { id: string }) => id));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(made);
  expect((await ask({ sku: newId('SKU') })).body).toEqual({ items: [], nextCursor: null });
  expect((await ask({ sku: '' })).status).toBe(400);
  expect((await ask({ sku: 'a\u0000b' })).status).toBe(400);
});

test('what is asked for together must all be so', async () => {
  const [mug, cup] = [await article(10), await article(10)];
  const email = `${newId('grace').toLowerCase().replace('_', '.')}@example.com`;
  const id = await placed([{ sku: mug.sku, quantity: 1 }], email);
  const { number } = await show(id);
  const today = isoTime(nowMs()).slice(0, 10);
  const all = { number, email, sku: mug.sku, status: 'pending', from: today, to: today };
  expect(await found(all)).toEqual([id]);
  expect(await found({ email, sku: mug.sku })).toEqual([id]);
  expect(await found({ sku: mug.sku, from: '2020-01-01' })).toEqual([id]);
  expect(await found({ sku: mug.sku, to: '2020-01-01' })).toEqual([]);
  const others = { email: 'eve@example.com', sku: cup.sku, status: 'paid', from: '2020-01-01', to: '2020-01-02' };
  for (const [name, other] of Object.entries(others)) {
    const asked = { ...all, [name]: other, ...(name === 'from' ? { to: '2020-01-02' } : {}) };
    expect(await found(name === 'to' ? { ...asked, from: '2020-01-01' } : asked), name).toEqual([]);
  }
  const backwards = await ask({ sku: mug.sku, from: today, to: '2020-01-01' });
  expect([backwards.status, backwards.body.code]).toEqual([422, 'range-refused']);
});

/** Engine calls and write units of a request. */
const costOf = ({ headers }: Awaited<ReturnType<typeof ask>>) =>
  headers['x-cost']
    ?.match(/calls=(\d+); read=([\d.]+)/)
    ?.slice(1, 3)
    .map(Number);

test('finding costs the same with two orders and with two thousand', async () => {
  process.env['EXPOSE_COST'] = '1';
  forgetEnv();
  try {
    const { sku, variantId } = await article(10);
    const ours = [await placed([{ sku, quantity: 1 }]), await placed([{ sku, quantity: 1 }])].reverse();
    const { number } = await show(ours[0]!);
    const leastOf = async (query: Parameters<typeof ask>[0]) => {
      const costs = [];
      // What is remembered for a moment (the caller's key) is asked for by the first, and by one that comes much later.
      for (let times = 0; times < 4; times += 1) costs.push(costOf(await ask(query)));
      return costs.sort((a, b) => (a?.[0] ?? 0) - (b?.[0] ?? 0))[0];
    };
    const costs = async () => [await leastOf({ number }), await leastOf({ sku, limit: 2 })];
    const [byNumber, bySku] = await costs();
    expect(byNumber?.[0]).toBeLessThanOrEqual(5);
    expect(bySku?.[0]).toBeLessThanOrEqual(13);
    // Of older orders only what they are found by: theirs is not the page that is read.
    for (let batch = 0; batch < 20; batch += 1)
      await Promise.all(
        Array.from({ length: 100 }, (_, n) => {
          const id = deterministicId('ord', [variantId, String(100 * batch + n)], 1_600_000_000_000 + 100 * batch + n);
          return putLookups({ id, number: newId('N'), lines: [{ variantId }] });
        }),
      );
    expect(await found({ sku, limit: 2 })).toEqual(ours);
    const [numberAgain, skuAgain] = await costs();
    expect(numberAgain).toEqual(byNumber);
    expect(skuAgain?.[0]).toBe(bySku?.[0]);
    // Each of the eight partitions answers as many keys as the page has orders, and two more.
    expect((skuAgain?.[1] ?? 0) - (bySku?.[1] ?? 0)).toBeLessThanOrEqual(4);
  } finally {
    delete process.env['EXPOSE_COST'];
    forgetEnv();
  }
});

test('what an order is found by costs one call: two write units of one variant, three of each where there are more', async () => {
  const lines = Array.from({ length: 40 }, () => ({ variantId: newId('var') }));
  const cost = (some: typeof lines) =>
    inScope({ requestId: 'test', actor: 'test' }, async ({ meter }) => {
      await putLookups({ id: newId('ord'), number: newId('N'), lines: some });
      return [meter.calls, meter.writeUnits];
    });
  expect(await cost(lines.slice(0, 1))).toEqual([1, 2]);
  expect(await cost([...lines.slice(0, 3), ...lines.slice(0, 3)])).toEqual([1, 9]);
  expect(await cost(lines)).toEqual([1, 120]);
});

test('what an order is found by names nobody', async () => {
  const { sku, variantId } = await article(10);
  const id = await placed([{ sku, quantity: 1 }], 'lovelace@example.com');
  const { number } = await show(id);
  const { items } = await query(orders, { pk: `number#${number.replaceAll('-', '')}`, limit: 10 });
  expect(items).toMatchObject([{ sk: `${id}#${variantId}`, type: 'lookup', gsi1sk: id }]);
  expect(Object.keys(items[0] ?? {}).sort()).toEqual(['gsi1pk', 'gsi1sk', 'pk', 'sk', 'type']);
});
