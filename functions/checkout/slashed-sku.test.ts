import { expect, test } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { invokeHttp } from '../../test/support/invoke.ts';
import { buyer, checkOut } from '../../test/support/shop.ts';
import { upsertProduct } from '../catalog/public.ts';
import { openStock } from '../inventory/public.ts';
import * as createCart from './http/create-cart.ts';
import * as removeLine from './http/remove-line.ts';
import * as setLine from './http/set-line.ts';

test.each(['TEE-M/L', 'A?B', '50%', '..'])('a variant with the SKU %s is bought by its id', async (odd) => {
  const sku = `${newId('SKU').slice(4)}-${odd}`;
  const variant = { sku, derivedSku: false, options: {}, price: { amount: 900, currency: 'EUR' } };
  const product = { handle: newId('tee').toLowerCase(), complete: true, title: 'Tee', status: 'active' as const };
  const { variants } = await upsertProduct({ ...product, variants: [variant] }, { now: nowMs() });
  const id = variants[0]?.variantId ?? '';
  await openStock(id, { quantity: 5, tracked: true, policy: 'deny' });

  const contact = { ...buyer, email: `${newId('ada')}@example.com` };
  const cart = await invokeHttp(createCart, {
    body: { lines: [{ sku, quantity: 1 }], contact, shipping: { optionId: 'standard' } },
  });
  expect(cart.body.lines).toMatchObject([{ sku, variantId: id, quantity: 1 }]);
  const params = { id: cart.body.id, sku: id };
  expect((await invokeHttp(setLine, { params, body: { quantity: 3 } })).body.lines).toMatchObject([{ quantity: 3 }]);
  expect((await invokeHttp(removeLine, { params })).body.lines).toEqual([]);
  await invokeHttp(setLine, { params, body: { quantity: 2 } });
  expect(await checkOut(cart.body.id)).toMatchObject({
    status: 201,
    body: { order: { lines: [{ sku, quantity: 2 }] } },
  });
});
