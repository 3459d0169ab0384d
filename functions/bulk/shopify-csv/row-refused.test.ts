import { describe, expect, test } from 'vitest';
import { csv, errors, products, read } from './fixtures/reading.ts';

describe('rows of one product', () => {
  const header = 'Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant Price,Image Src';

  test('a bad row is reported and the rest of its product goes in, marked as incomplete', async () => {
    const results = await read(
      csv(header, 'tee,Tee,Size,S,,,1.00,', 'tee,,,M,,,one,', 'tee,,,L,,,3.00,', 'mug,Mug,,,,,4.00,'),
    );
    expect(results).toMatchObject([
      {
        kind: 'error',
        line: 3,
        code: 'price-not-a-number',
        handle: 'tee',
        rows: 1,
        message: 'The price "one" is not a number like 12.00.',
      },
      {
        kind: 'product',
        rows: 2,
        product: {
          handle: 'tee',
          complete: false,
          title: 'Tee',
          options: [{ name: 'Size', values: ['S', 'L'] }],
          variants: [{ title: 'S' }, { title: 'L' }],
        },
      },
      { kind: 'product', rows: 1, product: { handle: 'mug', complete: true } },
    ]);
  });

  test('a bad variant in the first row leaves what that row says of the product', async () => {
    const results = await read(csv(header, 'tee,Tee,Size,S,,,-1,', 'tee,,,M,,,2,'));
    expect(results).toMatchObject([
      { kind: 'error', line: 2, code: 'price-negative', rows: 1 },
      { kind: 'product', rows: 1, product: { title: 'Tee', line: 2, variants: [{ title: 'M' }] } },
    ]);
  });

  test('a product of which no variant is left does not go in, and all its rows are accounted for', async () => {
    const results = await read(
      csv(header, 'tee,Tee,Size,S,,,x,', 'tee,,,,,,,https://example.com/a.jpg', 'mug,Mug,,,,,y,', 'ok,Ok,,,,,1,'),
    );
    expect(errors(results)).toEqual([
      [2, 'price-not-a-number', 1],
      [2, 'no-variant-left', 1],
      [4, 'price-not-a-number', 1],
    ]);
    expect(products(results).map(({ handle }) => handle)).toEqual(['ok']);
  });

  test('a handle that comes back later is refused once for all of its rows', async () => {
    const results = await read(csv(header, 'a,A,Size,S,,,1,', 'b,B,,,,,1,', 'a,,,M,,,1,', 'A,,,L,,,1,', 'c,C,,,,,1,'));
    expect(errors(results)).toEqual([[4, 'handle-not-adjacent', 2]]);
    expect(products(results).map(({ handle, complete }) => [handle, complete])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
    ]);
  });

  test('two options make titles of two parts', async () => {
    const [tee] = products(await read(csv(header, 'tee,Tee,Colour,Black,Size,S,1,', 'tee,,,Black,,M,1,')));
    expect(tee?.options).toEqual([
      { name: 'Colour', values: ['Black'] },
      { name: 'Size', values: ['S', 'M'] },
    ]);
    expect(tee?.variants.map(({ title }) => title)).toEqual(['Black / S', 'Black / M']);
  });

  test('an image that several rows name is one image', async () => {
    const url = 'https://example.com/a.jpg';
    const [tee] = products(await read(csv(header, `tee,Tee,Size,S,,,1,${url}`, `tee,,,M,,,1,${url}`)));
    expect(tee?.media).toEqual([{ url, alt: '', position: 1, line: 2 }]);
  });

  test('what the first row says wrongly of the product refuses all of its rows', async () => {
    const results = await read(
      csv(`${header},Gift Card`, 'gift,Gift,Value,10,,,10,,TRUE', 'gift,,,20,,,20,,', 'mug,Mug,,,,,1,,FALSE'),
    );
    expect(errors(results)).toEqual([[2, 'gift-card', 2]]);
    expect(products(results).map(({ handle }) => handle)).toEqual(['mug']);
  });
});

describe('a row is refused by name, with its line, and the next product goes in', () => {
  const long = (n: number) => 'x'.repeat(n);
  const cases: [code: string, header: string, row: string][] = [
    ['handle-missing', 'Handle,Title,Variant Price', ',,1'],
    ['handle-invalid', 'Handle,Title,Variant Price', '!!!,A,1'],
    ['title-missing', 'Handle,Title,Variant Price', 'a,,1'],
    ['price-separator', 'Handle,Title,Variant Price', 'a,A,"1,299.00"'],
    ['price-separator', 'Handle,Title,Variant Price', 'a,A,"12,50"'],
    ['price-separator', 'Handle,Title,Variant Price', "a,A,1'299.00"],
    ['price-decimals', 'Handle,Title,Variant Price', 'a,A,12.345'],
    ['price-decimals', 'Handle,Title,Variant Price', 'a,A,12.000'],
    ['price-negative', 'Handle,Title,Variant Price', 'a,A,-12.00'],
    ['price-currency', 'Handle,Title,Variant Price', 'a,A,$12'],
    ['price-currency', 'Handle,Title,Variant Price', 'a,A,12.00 USD'],
    ['price-currency', 'Handle,Title,Variant Price', 'a,A,CA$12'],
    ['price-separator', 'Handle,Title,Variant Price', 'a,A,"12,50 €"'],
    ['price-not-a-number', 'Handle,Title,Variant Price', 'a,A,ab12'],
    ['price-not-a-number', 'Handle,Title,Variant Price', 'a,A,€12€'],
    ['price-not-a-number', 'Handle,Title,Variant Price', 'a,A,1e3'],
    ['price-not-a-number', 'Handle,Title,Variant Price', 'a,A,.'],
    ['price-decimals', 'Handle,Title,Variant Price', 'a,A,12.50001'],
    ['price-too-large', 'Handle,Title,Variant Price', 'a,A,1000000000.00'],
    ['price-decimals', 'Handle,Title,Variant Price,Variant Compare At Price', 'a,A,1,2.999'],
    ['quantity-not-a-whole-number', 'Handle,Title,Variant Price,Variant Inventory Qty', 'a,A,1,5.000'],
    ['quantity-not-a-whole-number', 'Handle,Title,Variant Price,Variant Inventory Qty', 'a,A,1,-1.5'],
    ['quantity-not-a-whole-number', 'Handle,Title,Variant Price,Variant Inventory Qty', 'a,A,1,many'],
    ['quantity-not-a-whole-number', 'Handle,Title,Variant Price,Variant Inventory Qty', 'a,A,1,1.5'],
    ['quantity-too-large', 'Handle,Title,Variant Price,Variant Inventory Qty', 'a,A,1,1000000001'],
    ['policy-unknown', 'Handle,Title,Variant Price,Variant Inventory Policy', 'a,A,1,maybe'],
    ['weight-not-a-number', 'Handle,Title,Variant Price,Variant Grams', 'a,A,1,2kg'],
    ['not-true-or-false', 'Handle,Title,Variant Price,Variant Taxable', 'a,A,1,ja'],
    ['not-true-or-false', 'Handle,Title,Variant Price,Published', 'a,A,1,ja'],
    ['status-unknown', 'Handle,Title,Variant Price,Status', 'a,A,1,gone'],
    ['time-unknown', 'Handle,Title,Variant Price,Visible From', 'a,A,1,tomorrow'],
    ['time-unknown', 'Handle,Title,Variant Price,Visible From', 'a,A,1,2030-01-01'],
    ['time-unknown', 'Handle,Title,Variant Price,Visible Until', 'a,A,1,2030-01-01 09:00:00'],
    ['time-unknown', 'Handle,Title,Variant Price,Visible Until', 'a,A,1,2030-02-30T09:00:00Z'],
    ['time-unknown', 'Handle,Title,Variant Price,Visible Until', 'a,A,1,9999-12-31T23:00:00-05:00'],
    ['gift-card', 'Handle,Title,Variant Price,Gift Card', 'a,A,1,true'],
    ['image-address', 'Handle,Title,Variant Price,Image Src', 'a,A,1,images/a.jpg'],
    ['image-address', 'Handle,Title,Variant Price,Image Src', 'a,A,1,javascript:alert(1)'],
    ['image-address', 'Handle,Title,Variant Price,Image Src', 'a,A,1,//'],
    ['image-address', 'Handle,Title,Variant Price,Image Src', 'a,A,1,"https://example.com/a\nb.jpg"'],
    ['image-position', 'Handle,Title,Variant Price,Image Src,Image Position', 'a,A,1,https://example.com/a.jpg,0'],
    ['image-position', 'Handle,Title,Variant Price,Image Src,Image Position', 'a,A,1,https://example.com/a.jpg,1.5'],
    ['too-few-cells', 'Handle,Title,Variant Price', 'a,A'],
    ['too-many-cells', 'Handle,Title,Variant Price', 'a,A,1,2'],
    ['control-character', 'Handle,Title,Variant Price', 'a,A\u0007,1'],
    ['control-character', 'Handle,Title,Variant Price', 'a,A\uffff,1'],
    ['control-character', 'Handle,Title,Variant Price', 'a,A\ufffe,1'],
    ['quote-misplaced', 'Handle,Title,Variant Price', 'a,"A "quoted" B",1'],
    ['quote-misplaced', 'Handle,Title,Variant Price', 'a,"A"B,1'],
    ['quote-misplaced', 'Handle,Title,Variant Price', 'a,"A" B,1'],
    ['quote-misplaced', 'Handle,Title,Variant Price', 'a,\u00a0"A, ""B""",1'],
    ['too-long', 'Handle,Title,Variant Price', `${long(256)},A,1`],
    ['too-long', 'Handle,Title,Variant Price', `a,${long(256)},1`],
    ['too-long', 'Handle,Title,Variant Price,Body (HTML)', `a,A,1,${long(65_536)}`],
    ['too-long', 'Handle,Title,Variant Price,Variant SKU', `a,A,1,${long(256)}`],
    ['too-long', 'Handle,Title,Variant Price,Tags', `a,A,1,${long(256)}`],
    ['too-many-tags', 'Handle,Title,Variant Price,Tags', `a,A,1,"${Array.from({ length: 101 }, (_, i) => i)}"`],
    ['option-name-missing', 'Handle,Title,Variant Price,Option1 Name,Option1 Value', 'a,A,1,,Blue'],
    ['option-value-missing', 'Handle,Title,Variant Price,Option1 Name,Option1 Value', 'a,A,1,Colour,'],
    [
      'option-name-twice',
      'Handle,Title,Variant Price,Option1 Name,Option1 Value,Option2 Name,Option2 Value',
      'a,A,1,Size,S,Size,M',
    ],
    ['option-name-reserved', 'Handle,Title,Variant Price,Option1 Name,Option1 Value', 'a,A,1,__proto__,x'],
    ['too-many-options', 'Handle,Title,Variant Price,Option4 Name,Option4 Value', 'a,A,1,Size,S'],
  ];

  test.each(cases)('%s: %s / %s', async (code, header, row) => {
    const blank = ','.repeat(header.split(',').length - 3);
    const results = await read(csv(header, `before,Before,1${blank}`, row, `after,After,1${blank}`));
    expect(errors(results)).toEqual([[3, code, 1]]);
    expect(products(results).map(({ handle }) => handle)).toEqual(['before', 'after']);
  });

  test('further rows: options again, another option name, nothing at all', async () => {
    const header = 'Handle,Title,Option1 Name,Option1 Value,Variant Price';
    const results = await read(csv(header, 'a,A,Size,S,1', 'a,,,S,1', 'a,,Colour,Red,1', 'a,,,,', 'a,,Size,M,1'));
    expect(errors(results)).toEqual([
      [3, 'variant-twice', 1],
      [4, 'option-name-differs', 1],
      [5, 'row-without-content', 1],
    ]);
    expect(products(results)[0]?.variants.map(({ title }) => title)).toEqual(['S', 'M']);
  });

  test('the variants and images behind the hundredth', async () => {
    const rows = Array.from({ length: 102 }, (_, i) => `a,A,Size,${i},1,https://example.com/${i}.jpg`);
    const results = await read(csv('Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src', ...rows));
    expect(errors(results)).toEqual([
      [102, 'too-many-images', 1],
      [103, 'too-many-images', 1],
    ]);
    const plain = rows.map((row) => row.replace(/https.*/, ''));
    const without = await read(csv('Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src', ...plain));
    expect(errors(without)).toEqual([
      [102, 'too-many-variants', 1],
      [103, 'too-many-variants', 1],
    ]);
    expect(products(without)[0]?.variants).toHaveLength(100);
  });

  test('a product that no queue message can carry', async () => {
    const rows = Array.from(
      { length: 100 },
      (_, i) => `a,A,Size,${i},1,https://example.com/${i}${'x'.repeat(2000)}.jpg`,
    );
    const results = await read(csv('Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src', ...rows));
    expect(errors(results)).toEqual([[2, 'product-too-large', 100]]);
  });
});

describe('prices and currencies', () => {
  const amount = async (price: string, currency: string) =>
    products(await read(csv('Handle,Title,Variant Price', `a,A,${price}`), { currency }))[0]?.variants[0]?.price;

  test('become minor units digit by digit', async () => {
    expect(await amount('0.29', 'EUR')).toEqual({ amount: 29, currency: 'EUR' });
    expect(await amount('1.1', 'EUR')).toEqual({ amount: 110, currency: 'EUR' });
    expect(await amount('19.99', 'USD')).toEqual({ amount: 1999, currency: 'USD' });
    expect(await amount('0', 'EUR')).toEqual({ amount: 0, currency: 'EUR' });
    expect(await amount('007', 'EUR')).toEqual({ amount: 700, currency: 'EUR' });
    expect(await amount('1200', 'JPY')).toEqual({ amount: 1200, currency: 'JPY' });
    expect(await amount('1.234', 'KWD')).toEqual({ amount: 1234, currency: 'KWD' });
    expect(await amount('999999999.99', 'EUR')).toEqual({ amount: 99_999_999_999, currency: 'EUR' });
  });

  test('may have more decimals than the currency when they are zeros, but three, which may be thousands', async () => {
    expect(await amount('12.5000', 'EUR')).toEqual({ amount: 1250, currency: 'EUR' });
    expect(await amount('.99', 'EUR')).toEqual({ amount: 99, currency: 'EUR' });
    expect(await amount('12.', 'EUR')).toEqual({ amount: 1200, currency: 'EUR' });
    expect(await amount('1200.00', 'JPY')).toEqual({ amount: 1200, currency: 'JPY' });
    expect(await amount('1.23400', 'KWD')).toEqual({ amount: 1234, currency: 'KWD' });
    const results = await read(csv('Handle,Title,Variant Price', 'a,A,12.50', 'b,B,12.000'), { currency: 'JPY' });
    expect(errors(results)).toEqual([
      [2, 'price-decimals', 1],
      [3, 'price-decimals', 1],
    ]);
  });

  test('may be marked with the currency of the shop, before or behind', async () => {
    for (const price of ['$12.50', '12.50 $', 'USD 12.50', '12.5 usd', '$ 12.50'])
      expect(await amount(price, 'USD')).toEqual({ amount: 1250, currency: 'USD' });
    expect(await amount('€12', 'EUR')).toEqual({ amount: 1200, currency: 'EUR' });
    expect(await amount('£.99', 'GBP')).toEqual({ amount: 99, currency: 'GBP' });
    expect(await amount('CA$12', 'CAD')).toEqual({ amount: 1200, currency: 'CAD' });
    expect(await amount('12 kr', 'SEK')).toEqual({ amount: 1200, currency: 'SEK' });
    expect(await amount('12 zł', 'PLN')).toEqual({ amount: 1200, currency: 'PLN' });
    expect(await amount('¥1200', 'JPY')).toEqual({ amount: 1200, currency: 'JPY' });
  });
});
