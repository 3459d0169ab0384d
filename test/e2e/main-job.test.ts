import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { loadStack } from '../../stack/load.js';
import { ask } from '../support/ask.ts';

const root = join(import.meta.dirname, '../..');
const data = mkdtempSync(join(tmpdir(), 'floodgate-e2e-'));
let stack: StartedStack;

beforeAll(async () => {
  stack = await startStack({ data });
});
afterAll(async () => {
  await stack.stop();
  rmSync(data, { recursive: true, force: true });
});

/** Runs a command beside the stack; answers its exit code and what it said. */
const run = (command: string, args: string[], input = ''): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, PORT: String(stack.port) } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('exit', (code) => resolve({ code, said }));
    child.stdin.end(input);
  });
const demo = () => run(process.execPath, [join(root, 'tools/prove/demo.ts')]);

test('the demo passes twice in a row', async () => {
  for (const turn of [1, 2]) {
    const { code, said } = await demo();
    expect(said, `turn ${turn}`).toContain('All 16 steps');
    expect(code).toBe(0);
  }
});

test('the purchase in the README can be pasted as it stands', async () => {
  const section = readFileSync(join(root, 'README.md'), 'utf8').split('## One purchase, in curl')[1];
  const lines = section?.match(/```sh\n([\s\S]+?)```/)?.[1];
  expect(lines).toContain('/checkout');
  const { said } = await run('bash', ['-e'], lines);
  expect(said.split('\n').slice(1, 6)).toEqual([
    '2400',
    'kim@example.org',
    '2890',
    'paid',
    expect.stringMatching(/^\d+$/),
  ]);
});

test('npm run trace draws a purchase over the stream and every queue that hears of it', async () => {
  const { items } = await ask(stack, 'GET', '/admin/orders?limit=1');
  const tracing = () => run(process.execPath, [join(root, 'tools/operate/trace.ts'), items[0].id]);
  const consumers = (await loadStack()).functions.filter(
    ({ trigger }) =>
      trigger.kind === 'queue' &&
      ['order.placed', 'order.paid'].some((type) => trigger.queue.eventTypes.includes(type)),
  );
  const names = consumers.map(({ module, file }) => `${module}-${file}`);
  expect(names).toContain('notifications-on-order-paid');
  let said = '';
  const missing = async (): Promise<string[]> => {
    said = (await tracing()).said;
    return names.filter((name) => !said.includes(name));
  };
  await expect.poll(missing).toEqual([]);
  expect(said).toMatch(/POST \/carts\/\{id\}\/checkout 201/);
  expect(said).toContain('orders-publish-events');
  expect(said).not.toContain('not logged');
  const { code, said: nothing } = await run(process.execPath, [join(root, 'tools/operate/trace.ts'), 'ord_nobody']);
  expect({ code, nothing }).toEqual({ code: 1, nothing: 'Nothing logged of ord_nobody.\n' });
});

test('after a restart with its data the shop is as it was, and the demo passes again', async () => {
  const before = await ask(stack, 'GET', '/admin/orders');
  expect(await stack.stop()).toBe(0);
  stack = await startStack({ data });
  const after = await ask(stack, 'GET', '/admin/orders');
  expect(after).toEqual(before);
  expect(after.items.length).toBeGreaterThanOrEqual(3);
  const { code, said } = await demo();
  expect(said).toContain('All 16 steps');
  expect(code).toBe(0);
});
