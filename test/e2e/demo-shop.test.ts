import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { ask } from '../support/ask.ts';

const data = mkdtempSync(join(tmpdir(), 'floodgate-demo-'));
let stack: StartedStack;
afterAll(async () => {
  await stack?.stop();
  rmSync(data, { recursive: true, force: true });
});

const health = () => ask(stack, 'GET', '/health');
/** The import of the demo shop, as the data folder knows it. */
const importId = (): string | undefined => JSON.parse(readFileSync(join(data, 'state.json'), 'utf8')).importId;

test('the API is up first; a start that is killed while its demo shop follows goes on with it the next time', async () => {
  stack = await startStack({ data, demo: 'follows' });
  expect(await health()).toMatchObject({ status: 'ok', demo: 'loading' });
  expect(stack.said()).toContain('The demo shop follows');
  await expect.poll(importId, { interval: 5 }).toBeDefined();
  await stack.kill();
  expect(stack.said()).not.toContain('The demo shop is in');

  stack = await startStack({ data });
  expect(await health()).toMatchObject({ status: 'ok', demo: 'ready' });
  await expect.poll(() => stack.said()).toMatch(/The demo shop is in after [\d.]+ s: \d+ products\./);
  const count = Number(stack.said().match(/ s: (\d+) products/)?.[1]);
  const { items, nextCursor } = await ask(stack, 'GET', '/products?limit=100');
  expect([items.length, nextCursor]).toEqual([count, null]);
  const imports = await ask(stack, 'GET', '/admin/imports');
  expect(imports.items).toMatchObject([{ id: importId(), status: 'done' }]);
  const home = await (await fetch(stack.site)).text();
  for (const path of [
    '/makers/a-handle-for-three-fingers',
    '/products/olive-wood-spoon',
    '/collections/gifts',
    '/about',
  ])
    expect(home).toContain(`href="${path}"`);
  expect(home).toMatch(/<source type="image\/webp" srcset="\/media\//);
  const gifts = await ask(stack, 'GET', '/collections/gifts?limit=100');
  expect(gifts.products.items.length).toBe((await ask(stack, 'GET', '/products?tag=gift&limit=100')).items.length);
});

test('a start on a shop that is there is ready at once, and says so', async () => {
  await stack.stop();
  stack = await startStack({ data, demo: 'follows' });
  expect(await health()).toMatchObject({ demo: 'ready' });
  expect(stack.said()).not.toContain('follows');
});

test('without a demo shop nothing is said of one', async () => {
  await stack.stop();
  rmSync(data, { recursive: true, force: true });
  stack = await startStack({ data, env: { SEED: '0' } });
  expect(Object.keys(await health())).toEqual(['status', 'version', 'checks']);
});
