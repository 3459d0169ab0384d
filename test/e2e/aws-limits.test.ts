import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../../local/aws-limits/dynamodb/proxy.ts';
import { type StartedStack, startStack } from '../../local/start-stack.ts';

let stack: StartedStack;

beforeAll(async () => {
  stack = await startStack({ args: ['--aws-limits'] });
});
afterAll(() => stack.stop());

test('a shop under AWS’s limits sells as before, and says what they refused', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../tools/prove/demo.ts')], {
    env: { ...process.env, PORT: String(stack.port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(said).toContain('All 16 steps');
  expect(code).toBe(0);
  expect(stack.said()).toContain(`DynamoDB   under AWS's limits; what they refused: curl ${stack.endpoints.dynamodb}`);
  const report = (await (await fetch(stack.endpoints.dynamodb)).json()) as Report;
  expect(report.counts.requests).toBeGreaterThan(50);
  expect(report.counts.throttled).toBe(0);
  const { functions = {}, throttled } = report.account ?? {};
  expect(functions['floodgate-local-checkout-checkout-cart']).toMatchObject({ peak: 1, refused: {} });
  expect(Object.values(functions).flatMap(({ refused }) => Object.keys(refused))).toEqual([]);
  expect(throttled).toEqual({});
  expect(report.hottest.write[0]?.partition).toMatch(/^floodgate-local-/);
});
