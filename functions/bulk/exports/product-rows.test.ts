import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { applyImport } from '../../catalog/imports/apply-import.ts';
import { newProduct } from '../../catalog/product/apply-change.ts';
import { NewProduct } from '../../catalog/product/product-input.ts';
import type { Product } from '../../catalog/public.ts';
import type { Availability } from '../../inventory/public.ts';
import { csvLine } from '../csv/cells.ts';
import { products, read } from '../shopify-csv/fixtures/reading.ts';
import { productHeader, productRows } from './product-rows.ts';

const at = { now: '2026-01-01T00:00:00.000Z', currency: 'EUR' };
const made = (input: unknown): Product => {
  let ids = 0;
  const { media, ...rest } = z.parse(NewProduct, input);
  const images = media?.map(({ url = '', alt = '' }) => ({ url, alt }));
  return newProduct('prd_1', { ...rest, media: images }, { ...at, variantIdFor: () => `var_${++ids}` });
};
const stockOf = (product: Product, more: Partial<Availability> = {}) =>
  new Map(
    product.variants.map(({ id }) => [
      id,
      { variantId: id, tracked: true, policy: 'deny' as const, available: 3, inStock: true, ...more },
    ]),
  );
const fileOf = (product: Product, stock = stockOf(product)): string =>
  [productHeader, ...productRows(product, stock)].map(csvLine).join('');

const mug = {
  title: 'Mug',
  description: '<p>Holds coffee, "hot"</p>',
  vendor: 'Clay & Co',
  type: 'Kitchen',
  tags: ['kitchen', '=new'],
  seo: { title: 'Best mug', description: '=1' },
  visibleFrom: '2030-01-01T09:00:00+01:00',
  options: [{ name: 'Colour' }],
  media: [
    { url: 'https://img.example/1.jpg', alt: 'One' },
    { url: 'https://img.example/2.jpg', alt: '' },
    { url: 'https://img.example/3.jpg', alt: '' },
  ],
  variants: [
    { sku: "'007", options: { Colour: 'Blue' }, price: { amount: 1200, currency: 'EUR' }, grams: 300 },
    {
      sku: '-RED',
      options: { Colour: 'Red' },
      price: { amount: 1405, currency: 'EUR' },
      compareAtPrice: { amount: 2000, currency: 'EUR' },
      taxable: false,
      barcode: '0401',
    },
  ],
};

describe('a product in the export', () => {
  it('has a row for each variant, and one for each image beyond them', () => {
    expect(fileOf(made(mug)).trimEnd().split('\r\n')).toEqual([
      'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,' +
        'Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,' +
        'Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,' +
        'Variant Barcode,Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Status,Visible From,Visible Until',
      'mug,Mug,"<p>Holds coffee, ""hot""</p>",Clay & Co,Kitchen,"kitchen, =new",TRUE,Colour,Blue,,,,,' +
        "''007,300,shopify,3,deny,12.00,,TRUE,TRUE,,https://img.example/1.jpg,1,One,FALSE,Best mug,'=1,active,2030-01-01T08:00:00.000Z,",
      "mug,,,,,,,,Red,,,,,'-RED,,shopify,3,deny,14.05,20.00,TRUE,FALSE,0401,https://img.example/2.jpg,2,,,,,,,",
      'mug,,,,,,,,,,,,,,,,,,,,,,,https://img.example/3.jpg,3,,,,,,,',
    ]);
  });

  it('without options has Shopify’s words for that', () => {
    const { options: _, variants, ...plain } = mug;
    const product = made({ ...plain, media: [], variants: [{ ...variants[0], options: {} }] });
    expect(fileOf(product).split('\r\n')[1]).toMatch(/^mug,.*,TRUE,Title,Default Title,,,,,''007,/);
  });

  it('says what is not counted by an empty tracker, and opens with nothing where more is sold than there is', () => {
    const product = made(mug);
    const rows = (more: Partial<Availability>) => fileOf(product, stockOf(product, more)).split('\r\n')[1];
    expect(rows({ tracked: false, available: null })).toContain(",''007,300,,,deny,12.00,");
    expect(rows({ policy: 'continue', available: -4 })).toContain(",''007,300,shopify,0,continue,12.00,");
  });
});

describe('what is exported and imported again', () => {
  /** Whatever may stand in a field: what spreadsheets run, what CSV has to quote, and any other text. */
  const word = fc.oneof(
    fc.constantFrom('=1+1', "'=1", "'", '+1', '-1', '@x', '＝1', 'a,b', 'a "b"', 'a\nb', '0012', 'TRUE', 'Title', 'é', '👕'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  ); // biome-ignore format: a list
  const option = fc.uniqueArray(word, { minLength: 1, maxLength: 2 });
  const image = fc.record({
    url: fc.webUrl({ validSchemes: ['http', 'https'] }),
    alt: fc.oneof(word, fc.constant('')),
  });
  const price = (max: number) => fc.nat(max).map((amount) => ({ amount, currency: 'EUR' }));
  const input = fc
    .record({
      title: word,
      description: fc.option(fc.oneof(word, fc.constantFrom('<p>a</p>\r\n<p>b</p>', '5 < 6', '<b>=1</b>'))),
      vendor: fc.option(word),
      type: fc.option(word),
      seo: fc.record({ title: fc.option(word), description: fc.option(word) }),
      tags: fc.array(word, { maxLength: 3 }),
      status: fc.constantFrom('active', 'draft', 'archived'),
      visibleFrom: fc.constantFrom(undefined, null, '2029-12-31T23:30:00.5-01:00'),
      visibleUntil: fc.constantFrom(undefined, null, '2030-01-01T00:30:00.501Z'),
      options: fc.array(fc.record({ name: word, values: option }), { maxLength: 3 }),
      media: fc.array(image, { maxLength: 4 }),
      isReversed: fc.boolean(),
      variant: fc.record({
        price: price(99_999_999_999),
        compareAtPrice: fc.option(price(99_999_999_999)),
        taxable: fc.boolean(),
        requiresShipping: fc.boolean(),
        grams: fc.option(fc.nat(999_999_999)),
      }),
      codes: fc.uniqueArray(word, { minLength: 8, maxLength: 8 }),
      barcode: fc.option(word),
    })
    .map(({ variant, codes, barcode, isReversed, options, ...product }) => {
      const combinations = options.reduce<Record<string, string>[]>(
        (all, { name, values }) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
        [{}],
      );
      const variants = combinations.map((one, index) => ({ ...variant, barcode, sku: codes[index], options: one }));
      return { ...product, slug: 'a-slug', options, variants: isReversed ? variants.reverse() : variants };
    });

  /** Only what the API takes is in the catalog. */
  const accepted = (one: unknown): Product | undefined => {
    try {
      return made(one);
    } catch {
      return undefined;
    }
  };

  it('is the same product: any that the API takes', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(input, async (one) => {
        const product = accepted(one);
        if (!product) return;
        taken += 1;
        const file = fileOf(product);
        const results = await read(file);
        expect(results.filter(({ kind }) => kind === 'error')).toEqual([]);
        const [again] = products(results);
        const { changed } = applyImport(product, again as never, {
          ...at,
          productId: product.id,
          variantIdOf: () => undefined,
          pictures: new Map(),
          newVariantId: () => 'var_new',
        });
        expect({ changed, file }).toEqual({ changed: false, file });
      }),
      { numRuns: Number(process.env['EXPORT_RUNS'] ?? 300) },
    );
    expect(taken).toBeGreaterThan(40);
  });
});
