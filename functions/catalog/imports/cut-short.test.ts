import { describe, expect, it } from 'vitest';
import { get, write } from '#lib/table.ts';
import { productWrite, readAliases, readProduct, skuWrite, slugWrite } from '../catalog-table.ts';
import { build, mug, unique, variant } from '../fixtures/catalog.ts';
import { sellable } from '../product/product.ts';
import { upsertProduct, variantAt, variantFrom } from '../public.ts';

const now = 1_767_225_600_000;
const wide = (handle: string, amount: number, count = 100) =>
  mug(handle, {
    options: [{ name: 'Colour', values: [] }],
    variants: Array.from({ length: count }, (_, i) =>
      variant(`${handle}-${i}`, `C${i}`, { price: { amount, currency: 'EUR' } }),
    ),
  });
const priceOf = async (variantId: string) => variantFrom(await get(variantAt(variantId), { consistent: true }));

describe('an import of a large product that was cut short', () => {
  it('goes on under the ids that it had taken', async () => {
    const handle = unique('wide');
    await write(slugWrite(handle, 'prd_01TESTCUTSHORT00000000000'));
    const mine = { productId: 'prd_01TESTCUTSHORT00000000000', variantId: 'var_01TESTTAKEN', sku: `${handle}-7` };
    await write(skuWrite(mine, 1, undefined));
    const { result, productId, variants } = await upsertProduct(wide(handle, 100), { now });
    expect([result, productId]).toEqual(['created', 'prd_01TESTCUTSHORT00000000000']);
    expect(variants[7]?.variantId).toBe('var_01TESTTAKEN');
    expect(await priceOf('var_01TESTTAKEN')).toMatchObject({ prices: { EUR: 100 }, active: true });
  });

  /** Writes the next version as the second of three steps does, and dies. */
  const cutShort = async (handle: string) => {
    const { productId } = await upsertProduct(wide(handle, 100), { now });
    const before = (await readProduct(productId))!.product;
    const gone = before.variants[99]!;
    const next = {
      ...before,
      version: 2,
      options: [{ name: 'Colour', values: before.options[0]!.values.slice(0, 99) }],
      variants: before.variants.slice(0, 99).map((one) => ({ ...one, price: { amount: 200, currency: 'EUR' } })),
    };
    const removed = [{ ...sellable(before, gone), active: false }];
    await write(productWrite(next, { removed, retired: [{ sku: gone.sku, variantId: gone.id }] }));
    return { productId, first: next.variants[0]!, gone };
  };
  const expectWhole = async ({ productId, first, gone }: Awaited<ReturnType<typeof cutShort>>, version: number) => {
    expect(await priceOf(first.id)).toMatchObject({ prices: { EUR: 200 }, active: true });
    expect(await priceOf(gone.id)).toMatchObject({ active: false });
    expect((await readAliases([gone.sku])).get(gone.sku)?.retired).toBe(true);
    const stored = await readProduct(productId);
    expect([stored?.product.version, stored?.due]).toEqual([version, undefined]);
  };

  it('is finished when the file comes again', async () => {
    const handle = unique('wide');
    const cut = await cutShort(handle);
    expect((await upsertProduct(wide(handle, 200, 99), { now })).result).toBe('unchanged');
    await expectWhole(cut, 2);
  });

  it('is finished by the builder of its page, once or twice', async () => {
    const cut = await cutShort(unique('wide'));
    expect(await build(cut.productId)).toEqual({ batchItemFailures: [] });
    expect(await build(cut.productId)).toEqual({ batchItemFailures: [] });
    await expectWhole(cut, 2);
  });
});
