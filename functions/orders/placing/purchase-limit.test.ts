import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { article, checkOut, readyCart } from '../../../test/support/shop.ts';
import { setStock } from '../../inventory/counters/set-stock.ts';
import { readAvailability } from '../../inventory/public.ts';

test('a purchase limit: the units within it are sold, one more is a 409, and nothing of a refused order stays taken', async () => {
  const { sku, variantId } = await article(20);
  await setStock(variantId, { purchaseLimit: 3, shards: 4 }, undefined);
  const email = `${newId('ada')}@example.com`;
  const free = async () => (await readAvailability([variantId]))[0]?.available;
  expect((await checkOut(await readyCart([{ sku, quantity: 2 }], email))).status).toBe(201);
  expect(await checkOut(await readyCart([{ sku, quantity: 2 }], email))).toMatchObject({
    status: 409,
    body: { code: 'purchase-limit-reached', sku, requested: 2, available: 1 },
  });
  expect(await free()).toBe(18);
  expect((await checkOut(await readyCart([{ sku, quantity: 1 }], email))).status).toBe(201);
  expect(await free()).toBe(17);
});
