import { createReadStream } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { collect, csv, errors, products, read, rowsOf } from './fixtures/reading.ts';
import { readShopifyCsv } from './read-shopify-csv.ts';

describe('a real export of the older kind', () => {
  const sample = () => createReadStream(new URL('./fixtures/shopify-apparel.csv', import.meta.url));

  test('gives its twenty products with twenty-two rows and no error', async () => {
    const results = await collect(readShopifyCsv(sample(), { currency: 'USD' }));
    expect(errors(results)).toEqual([]);
    expect(products(results)).toHaveLength(20);
    expect(rowsOf(results)).toBe(22);
  });

  test('reads options, prices, images and the empty inventory tracker', async () => {
    const [shirt, top] = products(await collect(readShopifyCsv(sample(), { currency: 'USD' })));
    expect(shirt).toEqual({
      handle: 'ocean-blue-shirt',
      line: 2,
      complete: true,
      title: 'Ocean Blue Shirt',
      description:
        'Ocean blue cotton shirt with a narrow collar and buttons down the front and long sleeves. Comfortable fit and tiled kalidoscope patterns.',
      vendor: 'partners-demo',
      type: null,
      tags: ['men'],
      status: 'active',
      options: [],
      media: [
        {
          url: 'https://burst.shopifycdn.com/photos/young-man-in-bright-fashion_925x.jpg',
          alt: '',
          position: 1,
          line: 2,
        },
      ],
      seo: { title: null, description: null },
      variants: [
        {
          sku: 'OCEAN-BLUE-SHIRT-AD289EAA',
          derivedSku: true,
          options: {},
          title: 'Default Title',
          price: { amount: 5000, currency: 'USD' },
          compareAtPrice: null,
          tracked: false,
          policy: 'deny',
          quantity: 1,
          taxable: true,
          requiresShipping: true,
          grams: 0,
          barcode: null,
        },
      ],
    });
    expect(top?.options).toEqual([{ name: 'Size', values: ['Small', 'Medium', 'Large'] }]);
    expect(top?.variants.map(({ title }) => title)).toEqual(['Small', 'Medium', 'Large']);
    expect(top?.variants.map(({ options }) => options)).toEqual([
      { Size: 'Small' },
      { Size: 'Medium' },
      { Size: 'Large' },
    ]);
  });

  test('counts everything when all inventory is to be tracked', async () => {
    const all = await collect(readShopifyCsv(sample(), { currency: 'USD', trackInventory: 'all' }));
    expect(products(all).every(({ variants }) => variants.every(({ tracked }) => tracked))).toBe(true);
  });
});

describe("today's template", () => {
  test('our own demo catalog goes in whole, with the SKUs that the README sells', async () => {
    const results = await collect(
      readShopifyCsv(createReadStream(new URL('../../../local/demo-catalog.csv', import.meta.url)), {
        currency: 'EUR',
      }),
    );
    expect(errors(results)).toEqual([]);
    const all = products(results);
    expect(all).toHaveLength(50);
    const sold = all.flatMap(({ handle, variants }) =>
      handle === 'mug' || handle === 'tee' ? variants.map((v) => [v.sku, v.price?.amount, v.tracked, v.quantity]) : [],
    );
    expect(sold.slice(0, 4)).toEqual([
      ['MUG-BLUE', 1200, true, 500],
      ['MUG-WHITE', 1200, true, 500],
      ['TEE-BLACK-S', 2400, true, 500],
      ['TEE-BLACK-M', 2400, true, 500],
    ]);
    expect(all.filter(({ status }) => status === 'draft').map(({ handle }) => handle)).toEqual([
      'hammock-long-weekend',
    ]);
  });

  test('is read by its own column names', async () => {
    const results = await read(
      csv(
        'Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Option1 Linked To,Price,Compare-at price,Cost per item,Charge tax,Inventory tracker,Inventory quantity,Continue selling when out of stock,Weight value (grams),Requires shipping,Product image URL,Image position,Image alt text,Gift card',
        'Mug,mug,<p>A mug</p>,Potters,Home > Mugs,Kitchen,"clay, Blue,clay",TRUE,Active,MUG-BLUE,4006381333931,Colour,Blue,,12.00,15.5,4,TRUE,shopify,500,DENY,350.5,TRUE,https://example.com/a.jpg,2,Blue mug,FALSE',
        ",mug,,,,,,,,'MUG-WHITE,,,White,,12,,,FALSE,,,CONTINUE,,FALSE,https://example.com/b.jpg,1,White mug,",
        ',mug,,,,,,,,,,,,,,,,,,,,,,https://example.com/c.jpg,3,,',
      ),
    );
    expect(results).toEqual([
      {
        kind: 'warning',
        line: 1,
        code: 'columns-not-taken',
        message: 'These columns are not taken: "Product category", "Option1 Linked To", "Cost per item".',
        rows: 0,
      },
      {
        kind: 'product',
        rows: 3,
        warnings: [],
        product: {
          handle: 'mug',
          line: 2,
          complete: true,
          title: 'Mug',
          description: '<p>A mug</p>',
          vendor: 'Potters',
          type: 'Kitchen',
          tags: ['clay', 'Blue'],
          status: 'active',
          options: [{ name: 'Colour', values: ['Blue', 'White'] }],
          media: [
            { url: 'https://example.com/b.jpg', alt: 'White mug', position: 1, line: 3 },
            { url: 'https://example.com/a.jpg', alt: 'Blue mug', position: 2, line: 2 },
            { url: 'https://example.com/c.jpg', alt: '', position: 3, line: 4 },
          ],
          variants: [
            {
              sku: 'MUG-BLUE',
              derivedSku: false,
              options: { Colour: 'Blue' },
              title: 'Blue',
              price: { amount: 1200, currency: 'EUR' },
              compareAtPrice: { amount: 1550, currency: 'EUR' },
              tracked: true,
              policy: 'deny',
              quantity: 500,
              taxable: true,
              requiresShipping: true,
              grams: 351,
              barcode: '4006381333931',
            },
            {
              sku: 'MUG-WHITE',
              derivedSku: false,
              options: { Colour: 'White' },
              title: 'White',
              price: { amount: 1200, currency: 'EUR' },
              compareAtPrice: null,
              tracked: false,
              policy: 'continue',
              taxable: false,
              requiresShipping: false,
              grams: null,
              barcode: null,
            },
          ],
        },
      },
    ]);
  });

  test('needs no handle: it is made from the title', async () => {
    const [product] = products(await read(csv('Title,Price', 'Crème Brûlée Set!,9')));
    expect(product?.handle).toBe('crème-brûlée-set');
  });
});

describe('missing and blank', () => {
  test('a column that is not in the file leaves the field out', async () => {
    expect(products(await read(csv('Handle,Title,Variant Price', 'mug,Mug,12')))).toEqual([
      {
        handle: 'mug',
        line: 2,
        complete: true,
        title: 'Mug',
        variants: [
          {
            sku: 'MUG-AFA7E410',
            derivedSku: true,
            options: {},
            title: 'Default Title',
            price: { amount: 1200, currency: 'EUR' },
          },
        ],
      },
    ]);
  });

  test('a blank cell clears', async () => {
    const [product] = products(
      await read(
        csv(
          'Handle,Title,Body (HTML),Vendor,Type,Tags,Image Src,Variant Price,Variant Compare At Price,Variant Barcode',
          'mug,Mug,,,,,,1,,',
        ),
      ),
    );
    expect(product).toMatchObject({ description: null, vendor: null, type: null, tags: [], media: [] });
    expect(product?.variants[0]).toMatchObject({ compareAtPrice: null, barcode: null });
  });

  test('a file without variant columns says nothing of variants', async () => {
    expect(products(await read(csv('Handle,Title,Tags', 'mug,Mug,"a,b"')))).toEqual([
      { handle: 'mug', line: 2, complete: true, title: 'Mug', tags: ['a', 'b'], variants: [] },
    ]);
  });

  test('without option columns the variants of a product are told apart by their SKUs', async () => {
    const results = await read(csv('Handle,Variant SKU,Variant Price', 'mug,A,1', 'mug,B,2', 'mug,,3', 'mug,,4'));
    expect(products(results)[0]?.variants.map(({ sku }) => sku)).toEqual(['A', 'B', 'MUG-AFA7E410']);
    expect(errors(results)).toEqual([[5, 'variant-twice', 1]]);
  });

  test('the price alone may be neither blank nor cleared', async () => {
    expect(errors(await read(csv('Handle,Title,Variant Price', 'mug,Mug,')))).toEqual([[2, 'price-missing', 1]]);
  });
});

describe('status', () => {
  test.each([
    ['active', 'TRUE', 'active'],
    ['Active', '', 'active'],
    ['', 'TRUE', 'active'],
    ['active', 'FALSE', 'draft'],
    ['', 'false', 'draft'],
    ['draft', 'TRUE', 'draft'],
    ['unlisted', 'TRUE', 'draft'],
    ['archived', 'TRUE', 'archived'],
    ['archived', 'FALSE', 'archived'],
  ])('%j with published %j is %s', async (status, published, expected) => {
    const results = await read(csv('Handle,Title,Status,Published,Variant Price', `mug,Mug,${status},${published},1`));
    expect(products(results)[0]?.status).toBe(expected);
  });

  test('the published column alone decides when there is no status', async () => {
    const results = await read(csv('Handle,Title,Published', 'a,A,FALSE', 'b,B,'));
    expect(products(results).map(({ status }) => status)).toEqual(['draft', 'active']);
  });
});

describe('SKUs', () => {
  const header = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price';
  const skus = async (...lines: string[]) =>
    products(await read(csv(header, ...lines))).flatMap(({ variants }) => variants.map(({ sku }) => sku));

  test('a SKU left empty is derived from handle and option values, and is the same on every import', async () => {
    const expected = ['TEE-GROSSE-L-97954623', 'TEE-S-C59CB394'];
    expect(await skus('tee,Tee,Size,Größe L,,1', 'tee,,,S,,1')).toEqual(expected);
    expect(await skus('tee,Other title,Size,S,,9', 'tee,,,Größe L,,1')).toEqual(expected.toReversed());
  });

  test('option values that read alike have different SKUs', async () => {
    const [a, b] = await skus('tee,Tee,Size,a b,,1', 'tee,,,a-b,,1');
    expect(a).toMatch(/^TEE-A-B-[0-9A-F]{8}$/);
    expect(b).toMatch(/^TEE-A-B-[0-9A-F]{8}$/);
    expect(a).not.toBe(b);
  });

  test('words without a Latin letter leave the hash alone', async () => {
    expect(await skus('湯呑み,湯呑み,Title,Default Title,,1')).toEqual([expect.stringMatching(/^[0-9A-F]{8}$/)]);
  });

  test('one that comes twice is refused with the line of the first, across products', async () => {
    const results = await read(csv(header, 'a,A,Size,S,X,1', 'a,,,M,X,1', 'b,B,Title,Default Title,X,1'));
    expect(results.filter((r) => r.kind === 'error').map(({ line, code, message }) => [line, code, message])).toEqual([
      [3, 'sku-twice', 'The SKU "X" is already used in line 2.'],
      [4, 'sku-twice', 'The SKU "X" is already used in line 2.'],
    ]);
    expect(products(results).map(({ handle, complete }) => [handle, complete])).toEqual([['a', false]]);
  });
});
