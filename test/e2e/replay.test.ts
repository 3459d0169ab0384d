import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { ask } from '../support/ask.ts';

const root = join(import.meta.dirname, '../..');
let stack: StartedStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  await stack?.stop();
});

const run = (tool: string, ...args: string[]): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, PORT: String(stack.port) };
    execFile(process.execPath, [join(root, 'tools/operate', tool), ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });
const admin = (path: string) => ask(stack, 'GET', path);
const contact = {
  email: 'kim@example.org',
  shippingAddress: { name: 'Kim', line1: '1 Quay', city: 'Dublin', postalCode: 'D01', country: 'IE' },
};
const buy = async (sku: string): Promise<string> => {
  const lines = [{ sku, quantity: 2 }];
  const cart = await ask(stack, 'POST', '/carts', { lines, contact, shipping: { optionId: 'standard' } });
  const { order } = await ask(stack, 'POST', `/carts/${cart.id}/checkout`, { paymentMethod: 'test_approved' });
  return order.id;
};
/** What the shop's modules have made of the facts so far. */
const effects = async (orderId: string) => ({
  order: await admin(`/admin/orders/${orderId}`),
  stock: await admin('/admin/stock/MUG-BLUE'),
  sales: await admin('/admin/reports/sales'),
  mails: (await admin('/admin/notifications')).items,
  letters: (await admin('/admin/dead-letters?limit=100')).items.filter((one: { messages: number }) => one.messages > 0),
});

test('the whole log sent again changes nothing: order, stock, sales, mails, letters; and it is certified', async () => {
  const orderId = await buy('MUG-BLUE');
  await expect.poll(async () => (await effects(orderId)).mails[0]?.status).toBe('sent');
  await expect.poll(async () => (await effects(orderId)).sales.total.orders).toBe(1);
  await expect.poll(async () => (await effects(orderId)).stock.committed).toBe(2);
  const before = await effects(orderId);
  expect(before.letters).toEqual([]);

  expect(await run('replay.ts', '--dry-run', '--aggregate', orderId)).toMatchObject({
    code: 0,
    said: expect.stringContaining('2 facts of stage local would be sent again.'),
  });
  for (const turn of [1, 2]) {
    const { code, said } = await run('replay.ts');
    expect(code, said).toBe(0);
    expect(said, `turn ${turn}`).toMatch(/order\.paid +1\n(?:.*\n)*? *payment\.succeeded +1\n/);
  }
  // A fact after the replayed ones comes through when they have been worked.
  const second = await buy('MUG-BLUE');
  await expect.poll(async () => (await admin('/admin/notifications')).items.length).toBe(2);
  await expect.poll(async () => (await admin('/admin/stock/MUG-BLUE')).committed).toBe(4);
  await expect.poll(async () => (await admin('/admin/reports/sales')).total.orders).toBe(2);
  const after = await effects(orderId);
  expect(after.order).toEqual(before.order);
  expect(after.letters).toEqual([]);
  expect(after.mails.filter((mail: { orderId: string }) => mail.orderId === orderId)).toEqual(before.mails);
  expect(after.sales.total.orders).toBe(before.sales.total.orders + 1);
  expect((await admin(`/admin/orders/${second}`)).status).toBe('paid');
  const { code, said } = await run('certify.ts');
  expect(said).toContain('All laws hold.');
  expect(code).toBe(0);
});

test('a range may be named by module, type and time; what is no range is refused before anything is read', async () => {
  expect((await run('replay.ts', '--dry-run', '--module', 'billing', '--type', 'payment.succeeded')).said).toMatch(
    /^ {2}payment\.succeeded +\d\n\d facts of stage local would be sent again\.\n$/,
  );
  expect((await run('replay.ts', '--dry-run', '--until', '2026-01-01T00:00:00Z')).said).toBe(
    '0 facts of stage local would be sent again.\n',
  );
  expect(await run('replay.ts', '--from', 'yesterday')).toEqual({
    code: 2,
    said: "Option '--from <time>' argument 'yesterday' is invalid: It is a time like 2026-11-22T10:00:00Z.\n",
  });
  expect((await run('replay.ts', '--from', '2020-01-01T00:00:00Z')).code).toBe(2);
  expect((await run('replay.ts', '--module', 'checkout')).said).toMatch(/^There is no log of checkout; there are/);
  expect((await run('certify.ts', '--most', 'all')).code).toBe(2);
  expect((await run('certify.ts', '--frame')).code).toBe(2);
});
