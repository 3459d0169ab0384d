import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mug, OWN_PICTURE, variant } from '../fixtures/catalog.ts';
import type { Product } from '../product/product.ts';
import { applyImport, type ImportContext } from './apply-import.ts';
import type { ProductImport, VariantImport } from './product-import.ts';

const context = (more: Partial<ImportContext> = {}): ImportContext => {
  let ids = 0;
  return {
    productId: 'prd_1',
    currency: 'EUR',
    now: '2026-01-01T00:00:00.000Z',
    variantIdOf: () => undefined,
    newVariantId: () => `var_${++ids}`,
    pictures: new Map(),
    ...more,
  };
};
const apply = (current: Product | undefined, file: ProductImport, more?: Partial<ImportContext>) =>
  applyImport(current, file, context({ newVariantId: () => 'var_new', ...more }));
const created = (file = mug('mug')) => applyImport(undefined, file, context()).product;
const codeOf = (fn: () => unknown): unknown => {
  try {
    return fn();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a product and an import of it', () => {
  it('becomes a new product with what the file states', () => {
    expect(created()).toEqual({
      id: 'prd_1',
      slug: 'mug',
      title: 'Mug',
      description: '<p>Holds coffee.</p>',
      vendor: 'Clay & Co',
      type: 'Kitchen',
      tags: ['kitchen'],
      options: [{ name: 'Colour', values: ['Blue', 'Red'] }],
      media: [{ url: OWN_PICTURE, alt: 'A mug' }],
      seo: { title: null, description: null },
      status: 'active',
      visibleFrom: null,
      visibleUntil: null,
      metadata: {},
      variants: [
        {
          id: 'var_1',
          sku: 'mug-BLUE',
          title: 'Blue',
          options: { Colour: 'Blue' },
          price: { amount: 1200, currency: 'EUR' },
          compareAtPrice: null,
          taxable: true,
          requiresShipping: true,
          barcode: null,
          grams: 300,
          metadata: {},
        },
        {
          id: 'var_2',
          sku: 'mug-RED',
          title: 'Red',
          options: { Colour: 'Red' },
          price: { amount: 1400, currency: 'EUR' },
          compareAtPrice: null,
          taxable: true,
          requiresShipping: true,
          barcode: null,
          grams: 300,
          metadata: {},
        },
      ],
      version: 1,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it('stays as it was where the file says nothing, and is cleared where it says so', () => {
    const before = created();
    const silent = apply(before, { handle: 'mug', complete: true, variants: [] });
    expect(silent).toMatchObject({ changed: false, product: before });
    const cleared = apply(before, {
      handle: 'mug', complete: true, variants: [], description: null, vendor: null, type: null, tags: [], media: [],
    }); // biome-ignore format: a list
    expect(cleared.product).toMatchObject({
      description: null,
      vendor: null,
      type: null,
      tags: [],
      media: [],
      version: 2,
    });
    expect(cleared.product.variants).toEqual(before.variants);
  });

  it('loses what a whole file no longer lists, and keeps it when rows were refused', () => {
    const before = created();
    const media = [{ url: 'https://img.example/new.jpg', alt: '', position: 1 }];
    const blue = [variant('mug-BLUE', 'Blue'), variant('mug-GREEN', 'Green')];
    const options = [{ name: 'Colour', values: ['Blue', 'Green'] }];
    const whole = apply(before, mug('mug', { media, options, variants: blue })).product;
    expect(whole.variants.map(({ id, sku }) => [id, sku])).toEqual([
      ['var_1', 'mug-BLUE'],
      ['var_new', 'mug-GREEN'],
    ]);
    expect(whole.media).toEqual([{ url: 'https://img.example/new.jpg', alt: '' }]);
    expect(whole.options).toEqual([{ name: 'Colour', values: ['Blue', 'Green'] }]);
    const draft = { ...before, status: 'draft' as const };
    const part = apply(draft, mug('mug', { complete: false, media, options, variants: blue })).product;
    expect(part.variants.map(({ sku }) => sku)).toEqual(['mug-BLUE', 'mug-RED', 'mug-GREEN']);
    expect(part.media.map(({ url }) => url)).toEqual(['https://img.example/new.jpg', OWN_PICTURE]);
    expect(part.options).toEqual([{ name: 'Colour', values: ['Blue', 'Red', 'Green'] }]);
  });

  it('is a draft while only a part of it is in, and for sale once it is whole', () => {
    const part = mug('mug', { complete: false, variants: [variant('mug-BLUE', 'Blue')] });
    const first = apply(undefined, part);
    expect([first.product.status, first.heldBack]).toEqual(['draft', true]);
    const again = apply(first.product, part);
    expect([again.changed, again.heldBack]).toEqual([false, true]);
    const { status: _, ...silent } = part;
    expect(apply(undefined, silent).product.status).toBe('draft');
    const archived = apply(undefined, { ...part, status: 'archived' });
    expect([archived.product.status, archived.heldBack]).toEqual(['archived', false]);
    const whole = apply(first.product, mug('mug'));
    expect([whole.product.status, whole.heldBack]).toEqual(['active', false]);
  });

  it('has what it tells search engines: stated, silent and cleared', () => {
    const told = created(mug('mug', { seo: { title: 'Best mugs', description: 'Buy mugs.' } }));
    expect(told.seo).toEqual({ title: 'Best mugs', description: 'Buy mugs.' });
    expect(apply(told, mug('mug')).changed).toBe(false);
    expect(apply(told, mug('mug', { seo: { title: null } })).product.seo).toEqual({
      title: null,
      description: 'Buy mugs.',
    });
  });

  it('keeps a variant by its options when the SKU changed, and by its SKU when the option changed', () => {
    const before = created();
    const renamed = apply(before, mug('mug', { variants: [variant('NEW', 'Blue'), variant('mug-RED', 'Crimson')] }));
    expect(renamed.product.variants.map(({ id, sku, title }) => [id, sku, title])).toEqual([
      ['var_1', 'NEW', 'Blue'],
      ['var_2', 'mug-RED', 'Crimson'],
    ]);
  });

  it('lets the SKU decide when two variants exchange them', () => {
    const swapped = apply(
      created(),
      mug('mug', { variants: [variant('mug-RED', 'Blue'), variant('mug-BLUE', 'Red')] }),
    );
    expect(swapped.product.variants.map(({ id, sku, title }) => [id, sku, title])).toEqual([
      ['var_2', 'mug-RED', 'Blue'],
      ['var_1', 'mug-BLUE', 'Red'],
    ]);
  });

  it('keeps the SKU of a variant for which the file names none', () => {
    const derived = [
      variant('MUG-BLUE-1A2B3C4D', 'Blue', { derivedSku: true }),
      variant('MUG-GREEN-5E6F7A8B', 'Green', { derivedSku: true }),
    ];
    const after = apply(created(), mug('mug', { variants: derived }));
    expect(after.product.variants.map(({ id, sku }) => [id, sku])).toEqual([
      ['var_1', 'mug-BLUE'],
      ['var_new', 'MUG-GREEN-5E6F7A8B'],
    ]);
    expect(after.variantIds).toEqual(['var_1', 'var_new']);
  });

  it('gives a variant back the id that an alias remembers', () => {
    const whole = mug('mug', { variants: [variant('mug-BLUE', 'Blue'), variant('mug-OLD', 'Ochre')] });
    const after = apply(created(), whole, { variantIdOf: (sku) => (sku === 'mug-OLD' ? 'var_old' : undefined) });
    expect(after.product.variants[1]).toMatchObject({ id: 'var_old', sku: 'mug-OLD' });
  });

  it('has the default title and no options when the file names none', () => {
    const plain = created(mug('mug', { options: [], variants: [variant('mug', 'x', { options: {} })] }));
    expect(plain.options).toEqual([]);
    expect(plain.variants[0]).toMatchObject({ title: 'Default Title', options: {} });
  });

  it('keeps options and titles when the file has no option columns', () => {
    const { options: _, ...file } = mug('mug', {
      variants: [
        variant('mug-RED', '', { options: {}, price: { amount: 1, currency: 'EUR' } }),
        variant('mug-BLUE', '', { options: {} }),
      ],
    });
    const after = apply(created(), file).product;
    expect(after.variants.map(({ title, price }) => [title, price.amount])).toEqual([
      ['Red', 1],
      ['Blue', 1200],
    ]);
  });

  it('goes in without a compare-at price that would be below its price', () => {
    const eur = (amount: number) => ({ amount, currency: 'EUR' });
    const { compareAtPrice: _silent, ...silent } = variant('mug-BLUE', 'Blue');
    const one = (more: Partial<VariantImport>): VariantImport => ({ ...silent, ...more });
    const dear = created(mug('mug', { variants: [one({ price: eur(1200), compareAtPrice: eur(1500) })] }));
    const { price: _, ...unpriced } = one({ compareAtPrice: eur(900) });
    const cases: [VariantImport, number | null, string[]][] = [
      [one({ price: eur(1500) }), 1500, []],
      [one({ price: eur(1600) }), null, ['mug-BLUE']],
      [one({ price: eur(1600), compareAtPrice: null }), null, []],
      [one({ price: eur(800), compareAtPrice: eur(700) }), null, ['mug-BLUE']],
      [unpriced, null, ['mug-BLUE']],
    ];
    for (const [stated, compareAt, without] of cases) {
      const { product, withoutCompareAt } = apply(dear, mug('mug', { variants: [stated] }));
      expect(product.variants[0]?.compareAtPrice?.amount ?? null).toBe(compareAt);
      expect(withoutCompareAt).toEqual(without);
    }
  });

  it('is stripped of scripts in its description', () => {
    const file = mug('mug', { description: '<p onclick="x()">Fine</p><script>steal()</script>' });
    expect(created(file).description).toBe('<p>Fine</p>');
  });

  it('is refused by name when it cannot go in', () => {
    const { title: _, ...untitled } = mug('mug');
    const { price: __, ...unpriced } = variant('mug-BLUE', 'Blue');
    const noOptions = { handle: 'mug', complete: false, variants: [variant('OTHER', '', { options: {} })] };
    const draft = created(mug('mug', { status: 'draft' }));
    const refusals: [Product | undefined, ProductImport, string][] = [
      [undefined, untitled, 'title-missing'],
      [undefined, mug('mug', { variants: [unpriced] }), 'price-missing'],
      [undefined, mug('mug', { variants: [] }), 'price-missing'],
      [undefined, mug('a'.repeat(201)), 'handle-too-long'],
      [undefined, mug('mug', { variants: [variant('s'.repeat(201), 'Blue')] }), 'sku-too-long'],
      [undefined, mug('mug', { variants: [variant('A', 'Blue'), variant('B', 'Blue')] }), 'variant-twice'],
      [undefined, mug('mug', { variants: [variant('A', 'Blue'), variant('A', 'Red')] }), 'sku-twice'],
      [undefined, mug('mug', { variants: [variant('A', 'x', { price: { amount: 1, currency: 'USD' } })] }), 'currency-unknown'],
      [created(), mug('mug', { complete: false }), 'product-in-part'],
      [draft, noOptions, 'options-missing'],
      [draft, mug('mug', { complete: false, options: [{ name: 'Color', values: ['Blue'] }], variants: [variant('mug-BLUE', '', { options: { Color: 'Blue' } })] }), 'option-name-differs'],
    ]; // biome-ignore format: a table
    for (const [current, file, code] of refusals) expect(codeOf(() => apply(current, file))).toBe(code);
  });
});

const sku = fc.constantFrom('A', 'B', 'C', 'D', 'E');
const file = fc
  .record({
    complete: fc.boolean(),
    derived: fc.boolean(),
    variants: fc.uniqueArray(fc.record({ sku, colour: fc.constantFrom('Blue', 'Red', 'Green', 'Black') }), {
      selector: (one) => one.sku,
      minLength: 1,
      maxLength: 4,
    }),
    tags: fc.option(fc.array(fc.constantFrom('x', 'y', 'z')), { nil: undefined }),
  })
  .map(({ complete, derived, variants, tags }) =>
    mug('mug', {
      complete,
      ...(tags ? { tags } : {}),
      variants: variants.map((one) => variant(one.sku, one.colour, { derivedSku: derived && one.sku === 'C' })),
    }),
  );

describe('any series of imports', () => {
  it('ends where the last one is repeated without a change, with every id and SKU once', () => {
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 6 }), (files) => {
        const ids = context();
        let product: Product | undefined;
        for (const one of files) {
          try {
            const next = applyImport(product, one, ids);
            const again = applyImport(next.product, one, ids);
            expect(again).toEqual({ ...next, changed: false });
            expect(next.product.status === 'active' && !one.complete).toBe(false);
            product = next.product;
          } catch (error) {
            expect(error).toMatchObject({
              name: 'Refusal',
              code: expect.stringMatching(/^(variant-twice|product-in-part)$/),
            });
          }
        }
        const variants = product?.variants ?? [];
        expect(new Set(variants.map(({ id }) => id)).size).toBe(variants.length);
        expect(new Set(variants.map((one) => one.sku)).size).toBe(variants.length);
      }),
      { numRuns: 300 },
    );
  });
});
