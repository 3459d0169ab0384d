import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiJson, messageBytes } from '#lib/send.ts';
import { chunksOf } from '../chunks.ts';
import { Chunk } from '../messages.ts';
import { derived, kinds } from './fixtures/kinds-of-files.ts';
import { chunks, csv, eur, readBytes } from './fixtures/reading.ts';
import { readShopifyCsv } from './read-shopify-csv.ts';
import { recordsOf } from './records-of.ts';
import { FileRefused } from './refusals.ts';

/** What becomes of a file: `in`, `part` or codes, of products, of refused rows, of warnings; or its own refusal. */
const outcome = async (file: string | Uint8Array, settings = eur): Promise<string> => {
  try {
    const told = (await readBytes(Buffer.from(file), settings)).flatMap((result) => {
      if (result.kind !== 'product') return [result.code];
      return [result.product.complete ? 'in' : 'part', ...result.warnings.map(({ code }) => code)];
    });
    return told.join(' ');
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return `file ${error.code}`;
  }
};

describe.each(Object.entries(kinds))('%s', (_, files) => {
  test('ten and more', () => expect(files.length).toBeGreaterThanOrEqual(10));
  test.each(files)('%j: %s', async (file, expected) => expect(await outcome(file)).toBe(expected));
});

test.each(derived)('where SKUs are derived, %j: %s', async (file, expected) =>
  expect(await outcome(file, { ...eur, duplicateSkus: 'derive' })).toBe(expected),
);

describe('any bytes', () => {
  const odd = fc.oneof(
    fc.constantFrom('"', '""', ' "', '" ', ',', ',,', '\n', '\r', '\r\n', '\t', ';', '\0', '\u0001', '\ufeff', '\ufffd'),
    fc.constantFrom('\uffff', '🙂', 'sep=,\n', 'SHARED', '-3', '5.0', '.99', '$1', '//x.example/a b.jpg', 'Handle'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ); // biome-ignore format: a list
  const columns = 'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price';
  const base = csv(columns, 'a,A,Size,S,X,1', 'a,,,M,Y,1', '"b","B, b",Size,S,Z,2.50', 'c,C,Title,Default Title,,3');
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
