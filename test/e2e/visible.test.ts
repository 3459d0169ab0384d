import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedStack, startStack } from '../../local/start-stack.ts';
import { catalogOf, type Seen, shopOf } from '../../tools/prove/visible/import.ts';

/** `npm run visible` does the same with a thousand. */
const PRODUCTS = 120;

let stack: StartedStack;
beforeAll(async () => {
  stack = await startStack({ env: { SEED: '0' } });
});
afterAll(() => stack.stop());

test('an import is done when pages and lists have what it brought, with its stock; search follows', async () => {
  const shop = shopOf(stack);
  const seen: Seen[] = [];
  const done = await shop.import(catalogOf('thing', PRODUCTS), (one) => seen.push(one));
  expect(await shop.listed('thing')).toEqual({ count: PRODUCTS, soldOut: 0 });
  expect(done).toMatchObject({
    status: 'done',
    rows: { failed: 0, warnings: 0 },
    visible: { products: PRODUCTS, of: PRODUCTS },
  });
  expect(seen.filter(({ visible }) => visible.products > visible.of)).toEqual([]);
  expect(seen.filter(({ status, visible }) => status === 'done' && visible.products < visible.of)).toEqual([]);
  await expect.poll(() => shop.found('thing')).toBe(PRODUCTS);
});
