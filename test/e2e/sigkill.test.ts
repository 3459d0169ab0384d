import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { ask } from '../support/ask.ts';

const data = mkdtempSync(join(tmpdir(), 'floodgate-kill-'));
/** A message that a killed consumer had in hand comes again after its visibility: minutes on AWS, six seconds here. */
const env = { LOCAL_VISIBILITY_SECONDS: '6' };
let stack: StartedStack;
afterAll(async () => {
  await stack?.stop();
  rmSync(data, { recursive: true, force: true });
});

const admin = (method: string, path: string, body?: unknown) => ask(stack, method, path, body);
const PRODUCTS = 400;
const catalog = [
  'Handle,Title,Vendor,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Published',
  ...Array.from(
    { length: PRODUCTS },
    (_, i) => `crash-${i},Crash ${i},Kill & Sons,CRASH-${i},${i + 1}.00,shopify,7,deny,true`,
  ),
].join('\n');

test('killed in the middle of an import: nothing acknowledged is lost, and what was begun is finished', async () => {
  stack = await startStack({ data, env });
  const { id, upload } = await admin('POST', '/admin/imports', { kind: 'products', format: 'shopify-csv' });
  const form = new FormData();
  for (const [name, value] of Object.entries<string>(upload.fields)) form.append(name, value);
  form.append('file', new Blob([catalog]), 'crash.csv');
  expect((await fetch(upload.url, { method: 'POST', body: form })).ok).toBe(true);
  let begun = 0;
  while (begun === 0) {
    await wait(20);
    begun = (await admin('GET', `/admin/imports/${id}`)).rows.done;
  }
  await stack.kill();
  expect(begun).toBeLessThan(PRODUCTS);

  stack = await startStack({ data, env });
  await expect.poll(async () => (await admin('GET', `/admin/imports/${id}`)).status, { interval: 200 }).toBe('done');
  const done = await admin('GET', `/admin/imports/${id}`);
  expect(done.rows).toEqual({ total: PRODUCTS, done: PRODUCTS, failed: 0, warnings: 0 });
  for (const i of [0, PRODUCTS / 2, PRODUCTS - 1]) {
    expect(await admin('GET', `/admin/stock/CRASH-${i}`)).toMatchObject({ available: 7, held: 0 });
  }
});

test('killed in the middle of purchases: every order that was answered is there, paid once, and its stock is claimed', async () => {
  const shippingAddress = { name: 'Kim', line1: '1 Quay', city: 'Dublin', postalCode: 'D01', country: 'IE' };
  const post = (path: string, body: unknown) => ask(stack, 'POST', path, body);
  await admin('PUT', '/admin/stock/CRASH-1', { available: 1000 });
  const carts: string[] = [];
  for (let i = 0; i < 40; i += 1) {
    const contact = { email: `kim-${i}@example.org`, shippingAddress };
    carts.push(
      (await post('/carts', { lines: [{ sku: 'CRASH-1', quantity: 1 }], contact, shipping: { optionId: 'standard' } }))
        .id,
    );
  }
  const answered: string[] = [];
  const buying = carts.map(async (cart, i) => {
    await wait(i * 10);
    const { order } = await post(`/carts/${cart}/checkout`, { paymentMethod: 'test_approved' });
    answered.push(order.id);
  });
  // Those that are cut off fail; that is looked at below.
  const ended = Promise.allSettled(buying);
  while (answered.length < 10) await wait(5);
  await stack.kill();
  await ended;
  const before = [...answered];

  stack = await startStack({ data, env });
  // Every cart is checked out again: those that had become orders answer the same one.
  const orders: string[] = [];
  for (const cart of carts)
    orders.push((await post(`/carts/${cart}/checkout`, { paymentMethod: 'test_approved' })).order.id);
  expect(new Set(orders).size).toBe(carts.length);
  for (const id of before) expect(orders).toContain(id);
  await expect
    .poll(async () => (await admin('GET', '/admin/orders?limit=100&status=paid')).items.length, { interval: 500 })
    .toBe(carts.length);
  await expect
    .poll(async () => admin('GET', '/admin/stock/CRASH-1'), { interval: 500 })
    .toMatchObject({ committed: carts.length });
  // A take whose function died before its ticket is a gap: it counts as held until the sweeper comes, two minutes later.
  const { available, held } = await admin('GET', '/admin/stock/CRASH-1');
  expect(available + held).toBe(1000 - carts.length);
  expect(held).toBeLessThanOrEqual(carts.length - before.length);
});
