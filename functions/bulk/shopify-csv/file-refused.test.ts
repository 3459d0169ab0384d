import { describe, expect, test } from 'vitest';
import { chunks, collect, csv, errors, eur, products, read, readBytes } from './fixtures/reading.ts';
import { readShopifyCsv, type ShopifyCsvResult } from './read-shopify-csv.ts';
import { FileRefused } from './refusals.ts';

const refusedWith = async (reading: Promise<unknown>): Promise<[string, string]> => {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(FileRefused);
  return [(error as FileRefused).code, (error as FileRefused).reason];
};

describe('the text of the file', () => {
  test('may begin with a mark, end its lines with CR LF and hold line ends in quotes, and lines are still counted', async () => {
    const text =
      '\ufeffHandle,Title,Body (HTML),Variant Price\r\n' +
      'a,A,"one\r\ntwo\r\n\r\nthree",1\r\n' +
      '\r\n' +
      ',,,\r\n' +
      'b,B,,bad\r\n' +
      'c,"C ""quoted"", 5"" wide",x " y,3';
    for (const size of [1, 2, 3, 7, 65_536]) {
      const results = await read(text, eur, size);
      expect(errors(results)).toEqual([[8, 'price-not-a-number', 1]]);
      expect(products(results).map(({ line, title, description }) => [line, title, description])).toEqual([
        [2, 'A', 'one\ntwo\n\nthree'],
        [9, 'C "quoted", 5" wide', 'x " y'],
      ]);
    }
  });

  test('may end its lines with CR alone', async () => {
    const results = await read('Handle,Title,Variant Price\ra,A,1\rb,B,2\r');
    expect(products(results).map(({ line, handle }) => [line, handle])).toEqual([
      [2, 'a'],
      [3, 'b'],
    ]);
  });

  test('may have characters cut by the chunks', async () => {
    const results = await read(csv('Handle,Title,Variant Price', 'a,茶碗 🍵 Größe,1'), eur, 1);
    expect(products(results)[0]?.title).toBe('茶碗 🍵 Größe');
  });
});

describe('a file is refused as a whole, with a reason', () => {
  const header = 'Handle,Title,Variant Price';
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const cases: [what: string, bytes: Uint8Array, code: string, reason: RegExp][] = [
    ['nothing', Buffer.from(''), 'empty', /empty/],
    ['white space', Buffer.from('\ufeff \r\n\n'), 'empty', /empty/],
    ['a header alone', Buffer.from(`${header}\n`), 'empty', /no products/],
    ['a web page', Buffer.from('\n<!DOCTYPE html>\n<html><body>Log in</body></html>'), 'html', /web page/],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>'), 'not-csv', /XML/],
    ['JSON', Buffer.from('{"products": []}'), 'not-csv', /JSON/],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004, and more'), 'not-csv', /spreadsheet/],
    ['an image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0), 'not-csv', /image/],
    ['random bytes', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256), 'not-csv', /binary/],
    ['prose', Buffer.from('Dear shop\nplease find our products\n'), 'not-csv', /one column/],
    ['UTF-16 with a mark', utf16(`\ufeff${header}\na,A,1`), 'wrong-encoding', /UTF-16/],
    ['UTF-16 without one', utf16(`${header}\na,A,1`), 'wrong-encoding', /UTF-16/],
    ['Latin-1', Buffer.from(`${header}\na,Größe,1`, 'latin1'), 'wrong-encoding', /UTF-8/],
    ['a character cut off at the end', Buffer.from(`${header}\na,ü`).subarray(0, -1), 'wrong-encoding', /UTF-8/],
    ['semicolons', Buffer.from('Handle;Title;Variant Price\na;A;1'), 'wrong-delimiter', /Line 1.*semicolons/],
    ['tabs', Buffer.from('Handle\tTitle\tVariant Price\na\tA\t1'), 'wrong-delimiter', /tabs/],
    ['no header', Buffer.from('mug,Mug,12.00\ntee,Tee,24.00'), 'no-header', /must name the columns/],
    ['another header', Buffer.from('Order,Customer,Total\nx,y,z'), 'unknown-header', /"URL handle"/],
    ['a column twice', Buffer.from('Handle,URL handle,Title\na,a,A'), 'column-twice', /"URL handle" is there twice/],
  ];

  test.each(cases)('%s', async (_, bytes, code, reason) => {
    for (const size of [3, 65_536]) {
      const [thrown, why] = await refusedWith(readBytes(bytes, eur, size));
      expect(thrown).toBe(code);
      expect(why).toMatch(reason);
    }
  });

  test('a wrong byte far behind the beginning, after the products before it', async () => {
    const good = Array.from({ length: 3000 }, (_, i) => `p${i},Product,1`);
    const bytes = Buffer.concat([Buffer.from(csv(header, ...good)), Buffer.from('z,Größe,1\n', 'latin1')]);
    const seen: ShopifyCsvResult[] = [];
    const reading = (async () => {
      for await (const result of readShopifyCsv(chunks(bytes, 1000), eur)) seen.push(result);
    })();
    const [code, reason] = await refusedWith(reading);
    expect(code).toBe('wrong-encoding');
    expect(Number(/after line (\d+)/.exec(reason)?.[1])).toBeGreaterThan(2900);
    expect(seen.length).toBeGreaterThan(1000);
  });

  test('a quote that is never closed', async () => {
    expect(await refusedWith(read(csv(header, 'a,A,1', 'b,"B,2', 'c,C,3')))).toEqual([
      'quote-not-closed',
      'A quote that is opened in or behind line 3 is never closed.',
    ]);
  });

  test('a record longer than any product can be', async () => {
    const [code, reason] = await refusedWith(read(`${header}\na,A,1\nb,"${'x'.repeat(1_100_000)}",2\n`));
    expect(code).toBe('record-too-long');
    expect(reason).toMatch(/^Line 3:/);
  });

  test('an error of the source itself is not taken for a broken file', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(csv(header, 'a,A,1'));
      throw new Error('connection lost');
    }
    await expect(collect(readShopifyCsv(broken(), eur))).rejects.toThrow('connection lost');
  });
});

test('leaving early ends the source', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('Handle,Title,Variant Price\n');
      for (let i = 0; ; i++) yield Buffer.from(`p${i},P,1\n`);
    } finally {
      ended = true;
    }
  }
  for await (const result of readShopifyCsv(endless(), eur)) {
    expect(result.kind).toBe('product');
    break;
  }
  await new Promise((resolve) => setImmediate(resolve));
  expect(ended).toBe(true);
});
