import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiJson, messageBytes } from '#lib/send.ts';
import { chunksOf } from '../chunks.ts';
import { Chunk } from '../messages.ts';
import { chunks, csv, eur, readBytes } from './fixtures/reading.ts';
import { readShopifyCsv } from './read-shopify-csv.ts';
import { recordsOf } from './records-of.ts';
import { FileRefused } from './refusals.ts';

/** Small files of each kind of oddness that real ones have. Every one goes in, or is refused by name. */
const header = 'Handle,Title,Body (HTML),Tags,Variant SKU,Variant Price,Variant Inventory Qty,Image Src,Image Position';
/** A row of a mug, changed in one cell. */
const mug = (column: number, cell: string): string =>
  ['mug', 'Mug', '<p>x</p>', 'a', 'MUG', '1.00', '5', 'https://x.example/a.jpg', '1']
    .map((own, i) => (i === column ? cell : own))
    .join(',');
const of = (column: number) => (cell: string) => csv(header, mug(column, cell));
const [title, body, tags, sku, price, quantity, image, position] = [1, 2, 3, 4, 5, 6, 7, 8].map(of) as [
  F, F, F, F, F, F, F, F,
]; // biome-ignore format: eight
type F = (cell: string) => string;
const sized = (...rows: string[]): string =>
  csv('Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price', ...rows);
const first = (line: string): string => csv(line, 'a,A,1');

/** What becomes of a file: `in`, `part` or codes, of products, of refused rows, of warnings; or its own refusal. */
const outcome = async (file: string | Uint8Array): Promise<string> => {
  try {
    const told = (await readBytes(Buffer.from(file))).flatMap((result) => {
      if (result.kind !== 'product') return [result.code];
      return [result.product.complete ? 'in' : 'part', ...result.warnings.map(({ code }) => code)];
    });
    return told.join(' ');
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return `file ${error.code}`;
  }
};

const kinds: Record<string, (readonly [file: string | Uint8Array, outcome: string])[]> = {
  'characters that a queue may refuse': [
    [title('Mug 🙂'), 'in'],
    [title('👩‍👩‍👧‍👦🇮🇪'), 'in'],
    [body('𝕄𝕦𝕘 𠮷'), 'in'],
    [tags('🎁'), 'in'],
    [sku('MUG-🫖'), 'in'],
    [title('\u{10ffff}'), 'in'],
    [title('a\u0085b\u200db'), 'in'],
    [title('Mug \uffff'), 'control-character'],
    [body('\ufffe'), 'control-character'],
    [tags('a\u0001'), 'control-character'],
    [title('\u001b[1m'), 'control-character'],
    [title('lost \ufffd'), 'in character-lost'],
  ],
  'quotes and blanks': [
    [title('"Mug"   '), 'in'],
    [title('   "Mug"'), 'in'],
    [body('"<p>x, y</p>"\t'), 'in'],
    [title('"Mug ""big""" '), 'in'],
    [title('5" wide'), 'in'],
    [title('""'), 'title-missing'],
    [tags('"a, b" , "c"'), 'too-many-cells'],
    [title('"Mug" big'), 'quote-misplaced'],
    [title('"Mug "big""'), 'quote-misplaced'],
    [title("'Mug'"), 'in'],
    [title('"Mug'), 'file quote-not-closed'],
    [title('\u00a0"Mug"\u00a0'), 'quote-misplaced'],
    [title('"line\none" '), 'in'],
  ],
  'quantities and other whole numbers': [
    [quantity('-3'), 'in quantity-below-zero'],
    [quantity('-3.0'), 'in quantity-below-zero'],
    [quantity('5.0'), 'in'],
    [quantity('5.0000'), 'in'],
    [quantity('5.'), 'in'],
    [quantity(' 5 '), 'in'],
    [quantity('5.000'), 'quantity-not-a-whole-number'],
    [quantity('5.5'), 'quantity-not-a-whole-number'],
    [quantity('1e3'), 'quantity-not-a-whole-number'],
    [quantity('"1,000"'), 'quantity-not-a-whole-number'],
    [quantity('9999999999'), 'quantity-too-large'],
    [quantity('99999999999999999999'), 'quantity-too-large'],
    [position('1.0'), 'in'],
    [position('0'), 'image-position'],
    [position('x'), 'image-position'],
  ],
  prices: [
    [price('12.5000'), 'in'],
    [price('.99'), 'in'],
    [price('12.'), 'in'],
    [price('0012.50'), 'in'],
    [price('€12.50'), 'in price-currency-sign'],
    [price('12.50 EUR'), 'in price-currency-sign'],
    [price('$12.50'), 'price-currency'],
    [price('12.50 USD'), 'price-currency'],
    [price('£12'), 'price-currency'],
    [price('12.500'), 'price-decimals'],
    [price('12.505'), 'price-decimals'],
    [price('"12,50"'), 'price-separator'],
    [price('"1,299.00"'), 'price-separator'],
    [price('-1'), 'price-negative'],
    [price('free'), 'price-not-a-number'],
    [price(''), 'price-missing'],
  ],
  'addresses of images': [
    [image('https://x.example/my photo.jpg'), 'in image-address-mended'],
    [image('//cdn.x.example/a.jpg'), 'in image-address-mended'],
    [image('//cdn.x.example/a b.jpg'), 'in image-address-mended'],
    [image('HTTPS://X.EXAMPLE/A.JPG'), 'in'],
    [image('https://x.example/Größe.jpg'), 'in'],
    [image('"https://x.example/a,b.jpg"'), 'in'],
    [image('https://x.example/a.jpg?v=1&w=2#3'), 'in'],
    [image(''), 'in'],
    [image('a.jpg'), 'image-address'],
    [image('/files/a.jpg'), 'image-address'],
    [image('ftp://x.example/a.jpg'), 'image-address'],
    [image('data:image/png;base64,iVBO'.replace(',', '%2C')), 'image-address'],
  ],
  'one product in several rows': [
    [sized('a,A,Size,S,X,1', 'a,,,M,X,1'), 'sku-twice part'],
    [sized('a,A,Size,S,X,1', 'a,,,M,Y,one'), 'price-not-a-number part'],
    [sized('a,A,Size,S,X,one', 'a,,,M,Y,1'), 'price-not-a-number part'],
    [sized('a,A,Size,S,X,1', 'a,,,S,Y,1'), 'variant-twice part'],
    [sized('a,A,Size,S,X,1', 'a,,Colour,Red,Y,1'), 'option-name-differs part'],
    [sized('a,A,Size,S,X,1', 'a,,,,Y,1'), 'option-value-missing part'],
    [sized('a,A,Size,S,X,1', 'a,,,M'), 'too-few-cells part'],
    [sized('a,A,Size,S,X,1', 'a,,,M,Y,1,9'), 'too-many-cells part'],
    [sized('a,A,Size,S,X,1', ',,,M,Y,1'), 'handle-missing part'],
    [sized('a,A,Size,S,X,1', 'a,,,"M"x,Y,1'), 'quote-misplaced part'],
    [sized('a,A,Size,S,X,1', 'b,B,Size,S,X,1'), 'in sku-twice'],
    [sized('a,A,Size,S,,1', 'a,,,M,,1'), 'in'],
  ],
  'first lines and encodings': [
    [csv('sep=,', 'Handle,Title', 'a,A'), 'sep-line in'],
    [csv('sep=;', 'Handle;Title', 'a;A'), 'file wrong-delimiter'],
    [csv('Handle;Title', 'a;A'), 'file wrong-delimiter'],
    [csv('Handle\tTitle', 'a\tA'), 'file wrong-delimiter'],
    [first('\ufeffHandle,Title,Price'), 'in'],
    [first(' handle , TITLE,"price" '), 'in'],
    [first('Handle,Handle,Price'), 'file column-twice'],
    [first('Handle,Title,Google Shopping / MPN'), 'columns-not-taken in'],
    [first('Handle,Title,Cost (product.metafields.custom.cost)'), 'columns-not-taken in'],
    ['Handle,Title\ra,A\r', 'in'],
    ['Handle,Title\r\na,A', 'in'],
    [Buffer.from('Handle,Title\na,Größe', 'latin1'), 'file wrong-encoding'],
    [Buffer.from('\ufeffHandle,Title\na,A', 'utf16le'), 'file wrong-encoding'],
    [Buffer.from('Handle,Title\na,A', 'utf16le'), 'file wrong-encoding'],
    ['Handle,Title\na,A\u0000', 'file not-csv'],
  ],
};

describe.each(Object.entries(kinds))('%s', (_, files) => {
  test('ten and more', () => expect(files.length).toBeGreaterThanOrEqual(10));
  test.each(files)('%j: %s', async (file, expected) => expect(await outcome(file)).toBe(expected));
});

describe('any bytes', () => {
  const odd = fc.oneof(
    fc.constantFrom('"', '""', ' "', '" ', ',', ',,', '\n', '\r', '\r\n', '\t', ';', '\0', '\u0001', '\ufeff', '\ufffd'),
    fc.constantFrom('\uffff', '🙂', 'sep=,\n', 'SHARED', '-3', '5.0', '.99', '$1', '//x.example/a b.jpg', 'Handle'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ); // biome-ignore format: a list
  const base = sized('a,A,Size,S,X,1', 'a,,,M,Y,1', '"b","B, b",Size,S,Z,2.50', 'c,C,Title,Default Title,,3');
  const broken = fc
    .array(fc.tuple(fc.nat(base.length), odd, fc.nat(6)), { minLength: 1, maxLength: 6 })
    .map((changes) =>
      changes.reduce((text, [at, insert, cut]) => text.slice(0, at) + insert + text.slice(at + cut), base),
    );
  const bytes = fc.oneof(
    broken.map((text) => Buffer.from(text)),
    broken.map((text) => Buffer.from(text, 'latin1')),
    fc.uint8Array({ maxLength: 300 }),
  );

  /** Reads to the end, or to where the file is refused. */
  const upTo = async <T>(source: AsyncIterable<T>): Promise<{ all: T[]; refused: string | undefined }> => {
    const all: T[] = [];
    try {
      for await (const one of source) all.push(one);
      return { all, refused: undefined };
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      return { all, refused: error.code };
    }
  };

  test('end, each row is accounted for once, and what is sent of them any queue takes', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 400 }), async (file, size) => {
        const records = (await upTo(recordsOf(chunks(file, size)))).all;
        const { all, refused } = await upTo(readShopifyCsv(chunks(file, size), eur));
        const rows = all.reduce((sum, one) => sum + one.rows, 0);
        const notes = records.findIndex(({ cells }) => !/^sep=,$/i.test(cells.join(',').trimStart()));
        const below = Math.max(0, records.length - 1 - Math.max(0, notes));
        const noHeader = all.length === 0 && refused !== undefined;
        if (!noHeader && notes >= 0) expect(rows).toBe(below);
        const cut = await upTo(chunksOf(readShopifyCsv(chunks(file, size), eur)));
        const settled = cut.all.reduce(
          (sum, { chunk }) => sum + chunk.failedRows + chunk.products.reduce((of, one) => of + one.rows, 0),
          0,
        );
        expect([settled, cut.refused]).toEqual([rows, refused]);
        for (const { chunk } of cut.all) {
          const sent = asciiJson(chunk);
          expect(sent).toMatch(/^[ -~]*$/);
          expect(sent.length).toBeLessThan(messageBytes.queue);
          expect(Chunk.parse(JSON.parse(sent))).toEqual(chunk);
        }
      }),
      { numRuns: 400 },
    );
  });
});
