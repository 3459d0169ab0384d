import { describe, expect, it } from 'vitest';
import { get } from '#lib/table.ts';
import { readProduct } from '../catalog-table.ts';
import { metered, mug, OWN_PICTURE, unique, variant } from '../fixtures/catalog.ts';
import { resolveSku, skuAt, skuFrom, upsertProduct, variantAt, variantFrom } from '../public.ts';

const now = 1_767_225_600_000;

describe('importing a product', () => {
  it('creates it with its address, its SKUs and what checkout reads', async () => {
    const handle = unique('mug');
    const { result, productId, variants } = await upsertProduct(mug(handle), { now });
    expect(result).toBe('created');
    expect(variants.map(({ sku }) => sku)).toEqual([`${handle}-BLUE`, `${handle}-RED`]);
    const alias = skuFrom(await get(skuAt(`${handle}-BLUE`)));
    expect(alias).toEqual({ variantId: variants[0]?.variantId, sku: `${handle}-BLUE` });
    expect(variantFrom(await get(variantAt(alias?.variantId ?? '')))).toEqual({
      variantId: alias?.variantId,
      productId,
      sku: `${handle}-BLUE`,
      title: 'Mug – Blue',
      slug: handle,
      image: { url: OWN_PICTURE, alt: 'A mug' },
      options: { Colour: 'Blue' },
      prices: { EUR: 1200 },
      taxClass: 'standard',
      requiresShipping: true,
      active: true,
      tags: ['kitchen'],
      grams: 300,
    });
  });

  it('writes nothing when the same comes again', async () => {
    const file = mug(unique('mug'));
    const first = await upsertProduct(file, { now });
    const { answer, used } = await metered(() => upsertProduct(file, { now: now + 1000 }));
    expect(answer).toEqual({ ...first, result: 'unchanged' });
    expect(used.writeUnits).toBe(0);
    expect(used.calls).toBe(2);
  });

  it('writes a changed price to the product and to that one variant', async () => {
    const handle = unique('mug');
    const { variants } = await upsertProduct(mug(handle, { status: 'draft' }), { now });
    const cheaper = [variant(`${handle}-BLUE`, 'Blue', { price: { amount: 900, currency: 'EUR' } })];
    const { answer, used } = await metered(() =>
      upsertProduct(mug(handle, { status: 'draft', complete: false, variants: cheaper }), { now }),
    );
    expect(answer.result).toBe('changed');
    // A transaction costs two units per kilobyte: one for the product, one for its card, one for the variant.
    expect(used.writeUnits).toBe(6);
    expect(variantFrom(await get(variantAt(variants[0]?.variantId ?? '')))?.prices).toEqual({ EUR: 900 });
    expect(variantFrom(await get(variantAt(variants[1]?.variantId ?? '')))?.prices).toEqual({ EUR: 1400 });
  });

  it('keeps a variant under its new SKU, and finds it by the old one', async () => {
    const handle = unique('mug');
    const first = await upsertProduct(mug(handle), { now });
    const renamed = [variant(`${handle}-NAVY`, 'Blue'), variant(`${handle}-RED`, 'Red')];
    const second = await upsertProduct(mug(handle, { variants: renamed }), { now });
    expect(second.variants[0]?.variantId).toBe(first.variants[0]?.variantId);
    expect(await resolveSku(`${handle}-BLUE`)).toEqual({
      variantId: first.variants[0]?.variantId,
      sku: `${handle}-NAVY`,
    });
  });

  it('takes a removed variant out of sale, and gives it its id back with its SKU', async () => {
    const handle = unique('mug');
    const first = await upsertProduct(mug(handle), { now });
    await upsertProduct(mug(handle, { variants: [variant(`${handle}-BLUE`, 'Blue')] }), { now });
    const red = variantAt(first.variants[1]?.variantId ?? '');
    expect(variantFrom(await get(red))?.active).toBe(false);
    const third = await upsertProduct(mug(handle), { now });
    expect(third.variants).toEqual(first.variants);
    expect(variantFrom(await get(red))?.active).toBe(true);
  });

  it('refuses the SKU of another product, and takes one that it no longer has', async () => {
    const [one, other] = [unique('one'), unique('other')];
    await upsertProduct(mug(one), { now });
    const taking = mug(other, { variants: [variant(`${one}-RED`, 'Red')] });
    await expect(upsertProduct(taking, { now })).rejects.toMatchObject({ code: 'sku-taken', status: 409 });
    expect(await resolveSku(`${other}-BLUE`)).toBeUndefined();
    await upsertProduct(mug(one, { variants: [variant(`${one}-BLUE`, 'Blue')] }), { now });
    const { variants } = await upsertProduct(taking, { now });
    expect(await resolveSku(`${one}-RED`)).toEqual({ variantId: variants[0]?.variantId, sku: `${one}-RED` });
  });

  it('decides and writes nothing in a dry run', async () => {
    const handle = unique('mug');
    const { answer, used } = await metered(() => upsertProduct(mug(handle), { now, dryRun: true }));
    expect(answer.result).toBe('created');
    expect(used.writeUnits).toBe(0);
    await expect(upsertProduct(mug(handle, { variants: [] }), { now, dryRun: true })).rejects.toMatchObject({
      code: 'price-missing',
    });
  });

  it('makes one product of many imports at once', async () => {
    const handle = unique('mug');
    const prices = [500, 600, 700, 800, 900, 1000];
    const all = await Promise.all(
      prices.map((amount) =>
        upsertProduct(
          mug(handle, { variants: [variant(`${handle}-BLUE`, 'Blue', { price: { amount, currency: 'EUR' } })] }),
          { now },
        ),
      ),
    );
    expect(new Set(all.map(({ productId }) => productId)).size).toBe(1);
    expect(new Set(all.map(({ variants }) => variants[0]?.variantId)).size).toBe(1);
    expect(all.filter(({ result }) => result === 'created')).toHaveLength(1);
    const stored = await readProduct(all[0]?.productId ?? '');
    expect(stored?.product.version).toBe(6);
    const read = variantFrom(await get(variantAt(all[0]?.variants[0]?.variantId ?? '')));
    expect(read?.prices['EUR']).toBe(stored?.product.variants[0]?.price.amount);
  });
});

describe('a product with a hundred variants', () => {
  const wide = (handle: string, amount = 1000) =>
    mug(handle, {
      options: [{ name: 'Colour', values: [] }],
      variants: Array.from({ length: 100 }, (_, i) =>
        variant(`${handle}-${i}`, `C${i}`, { price: { amount, currency: 'EUR' } }),
      ),
    });
  const pricesOf = async (ids: readonly { variantId: string }[]) =>
    new Set(
      await Promise.all(ids.map(async ({ variantId }) => variantFrom(await get(variantAt(variantId)))?.prices['EUR'])),
    );

  it('goes in, changes and comes again like any other', async () => {
    const handle = unique('wide');
    const first = await upsertProduct(wide(handle), { now });
    expect(first.result).toBe('created');
    expect(await pricesOf(first.variants)).toEqual(new Set([1000]));
    expect((await upsertProduct(wide(handle, 1100), { now })).result).toBe('changed');
    expect(await pricesOf(first.variants)).toEqual(new Set([1100]));
    const { answer, used } = await metered(() => upsertProduct(wide(handle, 1100), { now }));
    expect(answer).toEqual({ ...first, result: 'unchanged' });
    expect(used.writeUnits).toBe(0);
  });

  it('makes one product of several imports at once', async () => {
    const handle = unique('wide');
    const all = await Promise.all([1, 2, 3].map((n) => upsertProduct(wide(handle, n * 100), { now })));
    expect(new Set(all.map(({ variants }) => JSON.stringify(variants))).size).toBe(1);
    const prices = await pricesOf(all[0]?.variants ?? []);
    expect(prices.size).toBe(1);
    expect((await readProduct(all[0]?.productId ?? ''))?.due).toBeUndefined();
  });
});
