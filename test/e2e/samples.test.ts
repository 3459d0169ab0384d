import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logTo } from '#lib/log.ts';
import { planOf } from '../../local/plan.ts';
import { readEnvironment } from '../../local/stack-file.ts';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { createInvoker } from '../../local/triggers/invoker.ts';
import { triggerEvent } from '../../local/triggers/trigger-event.ts';
import { loadStack } from '../../stack/load.js';
import { hasFailed } from '../../tools/operate/invoke/has-failed.ts';
import { readSample } from '../../tools/operate/invoke/sample.ts';
import { clientOf } from '../../tools/operate/invoke/shop-client.ts';

const root = join(import.meta.dirname, '../..');
let stack: StartedStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const invoke = (args: string[]): Promise<{ code: number | null; out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, PORT: String(stack.port) };
    const child = spawn(process.execPath, [join(root, 'tools/operate/invoke.ts'), ...args], { cwd: root, env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('exit', (code) => resolve({ code, out, err }));
  });

test('npm run invoke runs one function with its sample', async () => {
  const { code, out } = await invoke(['checkout/create-cart']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ statusCode: 201 });
});

test('npm run invoke ends with 1 when the function refuses, and names what it does not know', async () => {
  const refused = await invoke(['inventory/get-stock', 'unknown']);
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ statusCode: 404 });
  expect((await invoke(['catalog/on-stock-changed', 'malformed'])).code).toBe(1);
  expect(await invoke(['catalog/get-produkt'])).toEqual({
    code: 2,
    out: '',
    err: 'There is no function catalog/get-produkt (did you mean catalog/get-product?)\n',
  });
  expect(await invoke(['inventory/get-stock', 'unknwon'])).toEqual({
    code: 2,
    out: '',
    err: 'There is no sample of inventory/get-stock for the case unknwon (did you mean unknown?)\n',
  });
});

/** Whose plain sample is a refusal by nature: a path that no route has. */
const refusals = ['platform/default-route'];

test('every function has a sample; the plain one is done, and no other one breaks its function', async () => {
  const loaded = await loadStack();
  const plan = planOf(loaded);
  const samples = globSync('events/*/*.json', { cwd: root }).map((file) =>
    file.replace('events/', '').replace('.json', ''),
  );
  const missing = plan.functions.map((fn) => fn.id).filter((id) => !samples.includes(id));
  expect(missing).toEqual([]);
  Object.assign(process.env, readEnvironment(stack));
  logTo(() => undefined);
  const invoker = createInvoker(loaded, { longer: 20 });
  const bad: { sample: string; answer: unknown }[] = [];
  for (const sample of samples) {
    const [id = '', ...rest] = sample.split('.');
    const fn = loaded.functions.find((one) => one.id === id);
    const planned = plan.functions.find((one) => one.id === id);
    if (!fn || !planned) throw new Error(`events/${sample}.json belongs to no function`);
    const name = rest.length > 0 ? rest.join('.') : undefined;
    const event = triggerEvent(fn, await readSample(id, name, clientOf(stack)), loaded.api.basePath);
    const answer = await invoker.invoke(planned, event);
    const broken = (answer as { statusCode?: number } | null)?.statusCode === 500;
    if (broken || (name === undefined && hasFailed(answer) && !refusals.includes(id))) bad.push({ sample, answer });
  }
  expect(bad).toEqual([]);
});
