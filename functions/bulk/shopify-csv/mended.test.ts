import { describe, expect, test } from 'vitest';
import { chunks, collect, csv, errors, eur, products, read, readBytes } from './fixtures/reading.ts';
import { readShopifyCsv, type ShopifyCsvResult, scatteredHandles } from './read-shopify-csv.ts';

/** Line and code of each warning, of the file and of products. */
const warnings = (results: ShopifyCsvResult[]) =>
  results.flatMap((result) => {
    if (result.kind === 'error') return [];
    return (result.kind === 'warning' ? [result] : result.warnings).map(({ line, code }) => [line, code]);
  });
const header = 'Handle,Title,Body (HTML),Tags,Variant Price,Variant SKU';

describe('cells that are lined up by hand', () => {
  const rows = [
    'mug ,Mug ,"<p>x, y</p>"   ,"a, b"\t ,12.00 ,MUG ',
    '  mug,  "Mug","<p>x, y</p>",   "a, b",  "12.00","MUG"',
    ' "mug" , "Mug" , "<p>x, y</p>" , "a, b" , "12.00" , "MUG"  ',
  ];

  test.each(rows)('give the values without blanks and quotes: %s', async (row) => {
    for (const size of [1, 7, 65_536]) {
      const results = await read(csv(header, row), eur, size);
      expect(errors(results)).toEqual([]);
      expect(products(results)).toMatchObject([
        { handle: 'mug', title: 'Mug', description: '<p>x, y</p>', tags: ['a', 'b'], variants: [{ sku: 'MUG' }] },
      ]);
    }
  });

  test('keep quotes, commas and line ends that are written in them', async () => {
    const results = await read(csv(header, 'a,"5"" wide" ,"one\ntwo, ""three""" ,,1,A', ' b , "B\nB",5" wide,,x,B'));
    expect(products(results)[0]).toMatchObject({ title: '5" wide', description: 'one\ntwo, "three"' });
    expect(errors(results)).toEqual([[4, 'price-not-a-number', 1]]);
  });

  test('a header in blanks, quotes and another case is read', async () => {
    const [mug] = products(await read(csv(' "HANDLE" , title ,"Variant  Price" ', 'mug,Mug,1')));
    expect(mug).toMatchObject({ handle: 'mug', title: 'Mug', variants: [{ price: { amount: 100 } }] });
  });
});

describe('a quote that nobody can make sense of', () => {
  test('refuses its row, and what may have lost that row is a part', async () => {
    const columns = 'Title,Handle,Option1 Name,Option1 Value,Variant Price';
    const results = await read(
      csv(columns, 'Tee,tee,Size,S,1', 'Cup,cup,Size,S,1', '"Big "cup"",cup,Size,M,1', 'Jar,jar,Size,S,1', 'Box,box,Size,S,1'),
    ); // biome-ignore format: rows
    expect(errors(results)).toEqual([[4, 'quote-misplaced', 1]]);
    expect(products(results).map(({ handle, partial }) => [handle, partial])).toEqual([
      ['tee', undefined],
      ['cup', { line: 4, code: 'quote-misplaced' }],
      ['jar', undefined],
      ['box', undefined],
    ]);
    const strays = await read(
      csv(columns, 'Cup,cup,Size,S,1', '"Big "jar"",jar,Size,M,1', 'Jar,jar,Size,S,1', 'Box,box,Size,S,1'),
    );
    expect(products(strays).map(({ handle, complete }) => [handle, complete])).toEqual([
      ['cup', false],
      ['jar', false],
      ['box', true],
    ]);
  });

  test('that is not closed before the next one makes one row of the lines between, which is refused', async () => {
    const results = await read(csv(header, 'a,A,,,1,A', 'b,"B,,,1,B', 'c,C,"c, c",,1,C', 'd,D,,,1,D'));
    expect(errors(results)).toEqual([[3, 'quote-misplaced', 1]]);
    expect(products(results).map(({ handle, complete }) => [handle, complete])).toEqual([
      ['a', false],
      ['d', false],
    ]);
  });
});

describe('numbers as programs write them', () => {
  const columns =
    'Handle,Title,Variant Price,Variant Inventory Tracker,Variant Inventory Qty,Image Src,Image Position,Variant Taxable,Variant Grams';

  test('are read', async () => {
    const [mug] = products(
      await read(csv(columns, 'mug,Mug,12.5000,shopify,5.0,https://example.com/a.jpg,2.0,1.0,100.0000')),
    );
    expect(mug?.variants[0]).toMatchObject({ price: { amount: 1250 }, quantity: 5, taxable: true, grams: 100 });
    expect(mug?.media).toHaveLength(1);
  });

  test.each([
    ['-3', 0, [[2, 'quantity-below-zero']]],
    ['-3.0', 0, [[2, 'quantity-below-zero']]],
    ['-0', 0, []],
    ['007', 7, []],
    ['12.', 12, []],
    ['5.00000', 5, []],
  ])('a quantity of %s is %d on hand', async (quantity, onHand, warned) => {
    const results = await read(csv(columns, `mug,Mug,1,shopify,${quantity},,,,`));
    expect(products(results)[0]?.variants[0]?.quantity).toBe(onHand);
    expect(warnings(results)).toEqual(warned);
  });

  test('a price that is marked with the currency of the shop is read with a warning', async () => {
    const results = await read(csv(columns, 'mug,Mug,"€ 12.50",,,,,,'));
    expect(products(results)[0]?.variants[0]?.price).toEqual({ amount: 1250, currency: 'EUR' });
    expect(warnings(results)).toEqual([[2, 'price-currency-sign']]);
  });
});

describe('addresses of images', () => {
  test.each([
    ['https://x.example/my photo.jpg', 'https://x.example/my%20photo.jpg', true],
    ['https://x.example/my\u00a0photo.jpg', 'https://x.example/my%C2%A0photo.jpg', true],
    ['//cdn.x.example/a.jpg', 'https://cdn.x.example/a.jpg', true],
    ['https://x.example/a%20b.jpg?v=1', 'https://x.example/a%20b.jpg?v=1', false],
    ['https://x.example/Größe.jpg', 'https://x.example/Größe.jpg', false],
  ])('%s is %s', async (address, url, warned) => {
    const results = await read(csv('Handle,Title,Image Src', `mug,Mug,${address}`));
    expect(products(results)[0]?.media).toEqual([{ url, alt: '', position: 1, line: 2 }]);
    expect(warnings(results)).toEqual(warned ? [[2, 'image-address-mended']] : []);
  });
});

describe('the first lines of a file', () => {
  test.each(['sep=,', '"sep=,"', 'SEP=,', '\ufeffsep=,'])('%s is left out with a warning', async (note) => {
    const results = await read(csv(note, 'Handle,Title,Variant Price', 'mug,Mug,1'));
    expect(products(results).map(({ handle, line }) => [handle, line])).toEqual([['mug', 3]]);
    expect(warnings(results)).toEqual([[1, 'sep-line']]);
  });

  test.each(['sep=;', 'sep=\t'])('%j names what separates the columns', async (note) => {
    const columns = note.at(-1) ?? '';
    await expect(read(csv(note, ['Handle', 'Title'].join(columns)))).rejects.toMatchObject({ code: 'wrong-delimiter' });
  });

  test('columns that are not read are named once', async () => {
    const results = await read(
      csv(
        'Handle,Title,Google Shopping / MPN,Colour (product.metafields.custom.colour),,SEO Title',
        'a,A,1,red,,',
        'b,B,,,,',
      ),
    );
    expect(results.filter(({ kind }) => kind === 'warning')).toEqual([
      {
        kind: 'warning',
        line: 1,
        code: 'columns-not-taken',
        message: 'These columns are not taken: "Google Shopping / MPN", "Colour (product.metafields.custom.colour)".',
        rows: 0,
      },
    ]);
  });

  test('what search engines are told is read, stays and is cleared', async () => {
    const seo = async (columns: string, cells: string) =>
      products(await read(csv(`Handle,Title${columns}`, `a,A${cells}`)))[0]?.seo;
    expect(await seo(',SEO Title,SEO Description', ',Mugs,Buy mugs')).toEqual({
      title: 'Mugs',
      description: 'Buy mugs',
    });
    expect(await seo(',SEO Title', ',')).toEqual({ title: null });
    expect(await seo('', '')).toBeUndefined();
  });

  test('when it is shown is read in UTC, stays and is cleared', async () => {
    const times = async (columns: string, cells: string) => {
      const [product] = products(await read(csv(`Handle,Title${columns}`, `a,A${cells}`)));
      return [product?.visibleFrom, product?.visibleUntil];
    };
    expect(await times(',Visible From,Visible Until', ',2030-01-01T09:00:00+01:00,2030-02-01T00:00:00.5Z')).toEqual([
      '2030-01-01T08:00:00.000Z',
      '2030-02-01T00:00:00.500Z',
    ]);
    expect(await times(',visible from,VISIBLE UNTIL', ',,')).toEqual([null, null]);
    expect(await times('', '')).toEqual([undefined, undefined]);
  });
});

test('a character that was lost before is warned of', async () => {
  const results = await read(csv('Handle,Title,Variant Price', 'a,Gr\ufffd\ufffde,1'));
  expect(products(results)[0]?.title).toBe('Gr\ufffd\ufffde');
  expect(warnings(results)).toEqual([[2, 'character-lost']]);
});

describe('one SKU on several variants', () => {
  const columns = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price';
  const rows = ['tee,Tee,Size,S,SHARED,1', 'tee,,,M,SHARED,1', 'tee,,,L,SHARED,1', 'cup,Cup,Size,S,SHARED,1'];
  const derived = { currency: 'EUR', duplicateSkus: 'derive' } as const;

  test('refuses all but the first, and what is left is a part', async () => {
    const results = await read(csv(columns, ...rows.slice(0, 2)));
    expect(errors(results)).toEqual([[3, 'sku-twice', 1]]);
    expect(products(results)[0]).toMatchObject({ complete: false, partial: { line: 3, code: 'sku-twice' } });
  });

  test('gives each its own when that is asked for, whatever the order of the rows', async () => {
    const results = await read(csv(columns, ...rows), derived);
    expect(errors(results)).toEqual([]);
    const skus = products(results).map(({ complete, variants }) => [complete, ...variants.map(({ sku }) => sku)]);
    expect(skus).toEqual([
      [true, 'TEE-S-C59CB394', expect.stringMatching(/^TEE-M-/), expect.stringMatching(/^TEE-L-/)],
      [true, expect.stringMatching(/^CUP-S-/)],
    ]);
    expect(products(results).every(({ variants }) => variants.every((one) => one.derivedSku))).toBe(true);
    expect(warnings(results)).toEqual([3, 4, 5].map((line) => [line, 'sku-derived']));
    const turned = ['tee,Tee,Size,L,SHARED,1', 'tee,,,S,SHARED,1', 'tee,,,M,SHARED,1'];
    const again = products(await read(csv(columns, ...turned), derived))[0]?.variants.map(({ sku }) => sku) ?? [];
    expect(again.toSorted()).toEqual(((skus[0] ?? []).slice(1) as string[]).toSorted());
  });

  test('cannot be told apart without options: refused', async () => {
    const results = await read(csv('Handle,Title,Variant SKU,Variant Price', 'a,A,X,1', 'a,A,X,2'), derived);
    expect(errors(results)).toEqual([[3, 'variant-twice', 1]]);
    expect(products(results)[0]?.complete).toBe(false);
  });
});

describe('a product whose rows do not follow each other', () => {
  const text = csv(
    'Handle,Title,Option1 Name,Option1 Value,Variant Price',
    'a,A,Size,S,1',
    'b,B,Size,S,1',
    'a,A,Size,M,1',
  );

  test('is found by a first reading, and a part from its first row on', async () => {
    const scattered = await scatteredHandles(chunks(Buffer.from(text), 9));
    expect([...scattered]).toEqual(['a']);
    const results = await collect(readShopifyCsv(chunks(Buffer.from(text), 9), eur, scattered));
    expect(errors(results)).toEqual([[4, 'handle-not-adjacent', 1]]);
    expect(products(results).map(({ handle, complete }) => [handle, complete])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  test('a file that cannot be read has none', async () => {
    expect(await scatteredHandles(chunks(Buffer.from('PK\u0003\u0004'), 9))).toEqual(new Set());
  });
});

test('the product at which a file turns out to be unreadable is refused with its rows', async () => {
  const seen: ShopifyCsvResult[] = [];
  const rows = Array.from({ length: 1000 }, (_, i) => `p${i},P,1`);
  const bytes = Buffer.concat([Buffer.from(csv('Handle,Title,Variant Price', ...rows)), Buffer.from([0xff])]);
  const reading = async () => {
    for await (const result of readShopifyCsv(chunks(bytes, 20), eur)) seen.push(result);
  };
  await expect(reading()).rejects.toMatchObject({ code: 'wrong-encoding' });
  expect(seen.length).toBeGreaterThan(500);
  expect(errors(seen)).toEqual([[seen.length + 1, 'product-cut-off', 1]]);
});

test('a byte-order mark, twice or in a quoted header, is no part of a name', async () => {
  const marked = await readBytes(Buffer.from('\ufeff\ufeff"Handle",Title\na,A\n'));
  expect(products(marked)[0]?.handle).toBe('a');
});

describe('a compare-at price below the price', () => {
  const columns = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Compare At Price';
  test('is left out with a warning of its row, and the product goes in', async () => {
    const results = await read(
      csv(
        columns,
        'mug,Mug,Size,S,A,12.00,15.00',
        'mug,,,M,B,12.00,9.99',
        'mug,,,L,C,12.00,0.00',
        'mug,,,XL,D,12.00,12.00',
      ),
    );
    expect(errors(results)).toEqual([]);
    expect(products(results)[0]?.variants.map((one) => one.compareAtPrice?.amount ?? null)).toEqual([
      1500,
      null,
      null,
      1200,
    ]);
    expect(warnings(results)).toEqual([
      [3, 'compare-at-price-too-low'],
      [4, 'compare-at-price-too-low'],
    ]);
  });
});
