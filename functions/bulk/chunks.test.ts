import { describe, expect, it } from 'vitest';
import { chunkLimits, chunksOf, type NumberedChunk } from './chunks.ts';
import { readShopifyCsv, type ShopifyCsvResult } from './shopify-csv/read-shopify-csv.ts';
import { FileRefused } from './shopify-csv/refusals.ts';

const product = (line: number, description?: string): ShopifyCsvResult => ({
  kind: 'product',
  product: { handle: `p-${line}`, line, complete: true, variants: [], ...(description ? { description } : {}) },
  rows: 2,
  warnings: [],
});
const error = (line: number, rows = 1): ShopifyCsvResult => ({
  kind: 'error',
  line,
  code: 'price-missing',
  message: 'The variant has no price.',
  handle: `p-${line}`,
  rows,
});

async function* from(results: Iterable<ShopifyCsvResult>, end?: Error): AsyncGenerator<ShopifyCsvResult> {
  yield* results;
  if (end) throw end;
}
const cut = async (results: Iterable<ShopifyCsvResult>): Promise<NumberedChunk[]> => {
  const chunks: NumberedChunk[] = [];
  for await (const chunk of chunksOf(from(results))) chunks.push(chunk);
  return chunks;
};
const lines = (count: number, make: (line: number) => ShopifyCsvResult): ShopifyCsvResult[] =>
  Array.from({ length: count }, (_, index) => make(index + 1));

describe('chunks of a file', () => {
  it('begin small and grow: ten of 8 products, then 50 each', async () => {
    const chunks = await cut(lines(200, (line) => product(line)));
    expect(chunks.map(({ chunk }) => chunk.products.length)).toEqual([8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 50, 50, 20]);
    expect(chunks.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(chunks.map(({ rowsRead }) => rowsRead)).toEqual([16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 260, 360, 400]);
  });

  it('hold 200 kB at most, so that each is one message', async () => {
    const chunks = await cut(lines(6, (line) => product(line, 'x'.repeat(65_000))));
    expect(chunks.map(({ chunk }) => chunk.products.length)).toEqual([3, 3]);
    for (const { chunk } of chunks) expect(JSON.stringify(chunk).length).toBeLessThan(chunkLimits.bytes);
  });

  it('carry what the reader refused, with the rows it stands for', async () => {
    const [only] = await cut([product(2), error(4, 3), error(7)]);
    expect(only?.chunk.failedRows).toBe(4);
    expect(only?.rowsRead).toBe(6);
    expect(only?.chunk.errors).toEqual([
      { line: 4, code: 'price-missing', message: 'The variant has no price.', handle: 'p-4' },
      { line: 7, code: 'price-missing', message: 'The variant has no price.', handle: 'p-7' },
    ]);
  });

  it('name 10,000 errors of a file and count the others', async () => {
    const chunks = await cut(lines(10_250, (line) => error(line)));
    expect(chunks.reduce((sum, { chunk }) => sum + chunk.errors.length, 0)).toBe(10_000);
    expect(chunks.reduce((sum, { chunk }) => sum + chunk.failedRows, 0)).toBe(10_250);
    expect(Math.max(...chunks.map(({ chunk }) => chunk.errors.length))).toBe(100);
  });

  it('are 20,000 at most: a larger file is refused by name, after what fits', async () => {
    function* million() {
      for (let line = 1; line <= 999_581; line += 1) yield product(line);
    }
    let [chunks, products] = [0, 0];
    const run = async () => {
      for await (const { chunk } of chunksOf(from(million()))) {
        chunks += 1;
        products += chunk.products.length;
      }
    };
    await expect(run()).rejects.toMatchObject({ name: 'FileRefused', code: 'file-too-large' });
    expect([chunks, products]).toEqual([20_000, 999_580]);
  });

  it('are none for no results', async () => {
    expect(await cut([])).toEqual([]);
  });

  it('give what was read before the file turned out to be unreadable, and then the reason', async () => {
    const seen: number[] = [];
    const refused = new FileRefused('quote-not-closed', 'A quote is never closed.');
    const run = async () => {
      for await (const { chunk } of chunksOf(from([product(2), product(4)], refused))) seen.push(chunk.products.length);
    };
    await expect(run()).rejects.toBe(refused);
    expect(seen).toEqual([2]);
  });
});

/** A file of so many rows, four to a product, made while it is read. */
async function* largeFile(rows: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Price\n');
  for (let start = 0; start < rows; start += 100) {
    const block = Array.from({ length: 100 }, (_, offset) => {
      const [at, product] = [start + offset, Math.floor((start + offset) / 4)];
      const first = at % 4 === 0 ? `Product ${product},${'Lorem ipsum '.repeat(40)}` : ',';
      return `p-${product},${first},Size,${at % 4},SKU-${at},12.00\n`;
    });
    yield Buffer.from(block.join(''));
  }
}

it('a file of 100,000 rows is cut with flat memory', async () => {
  const before = process.memoryUsage().heapUsed;
  let [chunks, rows, most] = [0, 0, 0];
  for await (const { rowsRead } of chunksOf(readShopifyCsv(largeFile(100_000), { currency: 'EUR' }))) {
    chunks += 1;
    rows = rowsRead;
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  }
  expect([chunks, rows]).toEqual([509, 100_000]);
  // Lambda has 512 MB for it; what grows with the file is the set of its handles and SKUs.
  expect(most).toBeLessThan(128_000_000);
});
