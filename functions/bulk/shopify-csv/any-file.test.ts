import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { typed } from '#lib/text.ts';
import { csv, errors, eur, products, read, rowsOf } from './fixtures/reading.ts';
import { ImportedProduct } from './imported-product.ts';

describe('any file', () => {
  const cell = (text: string): string =>
    /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
  const word = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .map((text) => typed(text.replace(/\p{Cc}/gu, ' ')))
    .filter((text) => text !== '' && !text.startsWith("'") && !/^(title|default title|__proto__)$/i.test(text));
  const html = fc
    .array(fc.oneof(word, fc.constantFrom('\n', '"', ',', '<p>', '</p>', '""', ';')), { maxLength: 12 })
    .map((parts) => typed(parts.join('')));
  const variant = fc.record({
    amount: fc.nat(99_999_999),
    compareAt: fc.option(fc.nat(99_999_999)),
    quantity: fc.nat(1_000_000),
    tracked: fc.boolean(),
    policy: fc.constantFrom('deny' as const, 'continue' as const),
    grams: fc.nat(50_000),
  });
  const product = fc.record({
    title: word,
    description: html,
    vendor: fc.option(word),
    optionName: word,
    values: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
    variants: fc.array(variant, { minLength: 4, maxLength: 4 }),
    status: fc.constantFrom('active' as const, 'draft' as const, 'archived' as const),
    images: fc.nat(2),
  });
  const decimal = (minor: number): string => `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;

  const headers = [
    'Handle,Title,Body (HTML),Vendor,Status,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Compare At Price,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Grams,Image Src',
    'URL handle,Title,Description,Vendor,Status,Option1 name,Option1 value,SKU,Price,Compare-at price,Inventory tracker,Inventory quantity,Continue selling when out of stock,Weight value (grams),Product image URL',
  ];

  test('that is written from products gives the same products back, in any chunks and line ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(product, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...headers),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 200 }),
        async (made, header, end, size) => {
          const rows = made.flatMap((p, n) => [
            ...p.values.map((value, i) => {
              const v = p.variants[i]!;
              const own =
                i === 0 ? [p.title, p.description, p.vendor ?? '', p.status, p.optionName] : ['', '', '', '', ''];
              const compareAt = v.compareAt === null ? '' : decimal(v.compareAt);
              return [
                `h-${n}`,
                ...own,
                value,
                `S-${n}-${i}`,
                decimal(v.amount),
                compareAt,
                v.tracked ? 'shopify' : '',
                v.quantity,
                v.policy,
                v.grams,
                '',
              ];
            }),
            ...Array.from({ length: p.images }, (_, i) => [
              `h-${n}`,
              ...Array(13).fill(''),
              `https://example.com/${i}.jpg`,
            ]),
          ]);
          const text = [header, ...rows.map((row) => row.map((value) => cell(String(value))).join(','))].join(end);
          const results = await read(text, eur, size);
          expect(errors(results)).toEqual([]);
          expect(rowsOf(results)).toBe(rows.length);
          const back = products(results);
          for (const imported of back)
            expect(ImportedProduct.parse(JSON.parse(JSON.stringify(imported)))).toEqual(imported);
          expect(
            back.map((b) => ({
              title: b.title,
              description: b.description ?? '',
              vendor: b.vendor,
              status: b.status,
              options: b.options,
              images: b.media?.length,
              variants: b.variants.map((v) => [
                v.sku,
                v.title,
                v.price?.amount,
                v.compareAtPrice?.amount ?? null,
                v.tracked,
                v.quantity,
                v.policy,
                v.grams,
              ]),
            })),
          ).toEqual(
            made.map((p, n) => ({
              title: p.title,
              description: p.description,
              vendor: p.vendor,
              status: p.status,
              options: [{ name: p.optionName, values: p.values }],
              images: p.images,
              variants: p.values.map((value, i) => {
                const v = p.variants[i]!;
                const compareAt = v.compareAt !== null && v.compareAt < v.amount ? null : v.compareAt;
                return [`S-${n}-${i}`, value, v.amount, compareAt, v.tracked, v.quantity, v.policy, v.grams];
              }),
            })),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('of any cells accounts for every row exactly once, and for the same file the same way in any chunks', async () => {
    const anyCell = fc.oneof(
      fc.constantFrom(
        '',
        'a',
        'b',
        'c',
        '1',
        '12.00',
        '1,299.00',
        '-1',
        'TRUE',
        'shopify',
        'Title',
        'Default Title',
        'S',
        'https://example.com/a.jpg',
      ),
      fc.string({ maxLength: 5 }),
    );
    const width = headers[0]!.split(',').length;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.constantFrom('a', 'b', 'c', ''), fc.array(anyCell, { minLength: width - 2, maxLength: width })),
          { minLength: 1, maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 50 }),
        async (rows, size) => {
          const lines = rows.map(([handle, rest]) =>
            [handle || 'd', ...rest].map((text) => `"${text.replaceAll('"', '""')}"`).join(','),
          );
          const text = csv(headers[0]!, ...lines);
          const results = await read(text, eur, size);
          expect(rowsOf(results)).toBe(rows.length);
          for (const imported of products(results)) ImportedProduct.parse(imported);
          expect(await read(text)).toEqual(results);
        },
      ),
      { numRuns: 200 },
    );
  });
});
