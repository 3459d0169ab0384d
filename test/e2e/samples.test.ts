import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logTo } from '#lib/log.ts';
import { planOf } from '../../local/plan.ts';
import { readEnvironment } from '../../local/stack-file.ts';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { createInvoker } from '../../local/triggers/invoker.ts';
import { triggerEvent } from '../../local/triggers/trigger-event.ts';
import { loadStack } from '../../stack/load.js';

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

test('every function has a sample, and answers it without breaking', async () => {
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
  const answers: { sample: string; answer: unknown }[] = [];
  for (const sample of samples) {
    const id = sample.split('.')[0];
    const fn = loaded.functions.find((one) => one.id === id);
    const planned = plan.functions.find((one) => one.id === id);
    expect(fn, `events/${sample}.json belongs to no function`).toBeDefined();
    const text = readFileSync(join(root, 'events', `${sample}.json`), 'utf8')
      .replaceAll('$ADMIN', stack.adminKey)
      .replaceAll('$STAGE', 'local');
    if (fn && planned) {
      const event = triggerEvent(fn, JSON.parse(text), loaded.api.basePath);
      answers.push({ sample, answer: await invoker.invoke(planned, event) });
    }
  }
  const broken = answers.filter(({ answer }) => (answer as { statusCode?: number } | null)?.statusCode === 500);
  expect(broken).toEqual([]);
  expect(answers).toHaveLength(samples.length);
});
