import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { write } from '#lib/table.ts';
import { factsOf } from '../../../test/support/shop.ts';
import {
  chunksIn,
  csv,
  importFile,
  look,
  putFile,
  row,
  startImport,
  tell,
  unique,
  work,
} from '../fixtures/importing.ts';
import { claimFile, markSent, table } from '../imports-table.ts';

const etagOf = (file: string): string => `"${createHash('md5').update(file).digest('hex')}"`;
const many = (count: number): string[] => {
  const word = unique('mug');
  return Array.from({ length: count }, (_, index) => row(`${word}-${index}`));
};

describe('an uploaded file', () => {
  it('becomes numbered messages of whole products', async () => {
    const id = await startImport();
    await putFile(id, csv(...many(20)));
    expect(await tell(id)).toBe(0);
    const chunks = await chunksIn(id);
    expect(chunks.map(({ number, products }) => [number, products.length])).toEqual([
      [0, 8],
      [1, 8],
      [2, 4],
    ]);
    expect(await look(id)).toMatchObject({ status: 'running', rows: { total: 20, done: 0, failed: 0, warnings: 0 } });
  });

  it('that is told of twice is sent once', async () => {
    const id = await startImport();
    await putFile(id, csv(...many(20)));
    await tell(id);
    await tell(id);
    expect((await chunksIn(id)).map(({ number }) => number)).toEqual([0, 1, 2]);
  });

  it('goes on behind what was sent when the run before died, with the same chunks', async () => {
    const file = csv(...many(30));
    const whole = await startImport();
    await putFile(whole, file);
    await tell(whole);
    const id = await startImport();
    await putFile(id, file);
    // The state that a run leaves which dies after its second chunk.
    await write(claimFile(id, etagOf(file), isoTime(nowMs())));
    await write(markSent(id, 2, 16));
    await tell(id);
    expect((await chunksIn(id)).map(({ number }) => number)).toEqual([2, 3]);
    expect((await chunksIn(id)).map(({ products }) => products)).toEqual(
      (await chunksIn(whole)).slice(2).map(({ products }) => products),
    );
  });

  it('is refused when another one was put in its place while it was read', async () => {
    const id = await startImport();
    await putFile(id, csv(...many(3)));
    await write(claimFile(id, '"another"', isoTime(nowMs())));
    await tell(id);
    expect(await look(id)).toMatchObject({ status: 'failed', reasonCode: 'file-replaced' });
  });

  it('that comes after the import has ended changes nothing', async () => {
    const done = await importFile(csv(...many(1)));
    await putFile(done.id, csv(...many(5)));
    expect(await tell(done.id)).toBe(0);
    expect(await look(done.id)).toEqual({ ...done, errorsUrl: null });
  });

  it('of no import is left alone', async () => {
    expect(await tell('imp_01J00000000000000000000000')).toBe(0);
    expect(await tell('stray')).toBe(0);
  });
});

describe('a broken file fails with its reason', () => {
  const apparel = readFileSync(new URL('../shopify-csv/fixtures/shopify-apparel.csv', import.meta.url));
  it.each([
    ['empty', Buffer.from('')],
    ['empty', Buffer.from(csv())],
    ['html', Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>')],
    ['not-csv', Buffer.from('PK\x03\x04 a spreadsheet', 'latin1')],
    ['wrong-encoding', Buffer.from(apparel.toString('utf8'), 'utf16le')],
    ['wrong-delimiter', Buffer.from(csv(row('a')).replaceAll(',', ';'))],
    ['no-header', Buffer.from('mug,Mug,Acme,true,active,12.00\ncup,Cup,Acme,true,active,3.00\n')],
    ['unknown-header', Buffer.from('name,colour\nMug,Blue\n')],
  ])('%s', async (code, file) => {
    const id = await startImport();
    await putFile(id, file);
    expect(await tell(id)).toBe(0);
    const seen = await look(id);
    expect(seen).toMatchObject({
      status: 'failed',
      reasonCode: code,
      rows: { total: 0, done: 0, failed: 0, warnings: 0 },
    });
    expect(seen.reason).toMatch(/^[A-Z].*\.$/);
    expect(await chunksIn(id)).toEqual([]);
    const facts = await factsOf(table, id);
    expect(facts.map(({ data }) => data)).toMatchObject([{ importId: id, status: 'failed', reasonCode: code }]);
  });

  it('and whole products before the break go in first', async () => {
    const id = await startImport();
    await putFile(id, `${csv(...many(9))}broken,"never closed,12.00\n`);
    await tell(id);
    expect((await look(id)).status).toBe('running');
    await work(await chunksIn(id));
    expect(await look(id)).toMatchObject({
      status: 'failed',
      reasonCode: 'quote-not-closed',
      // The ninth may have had more rows.
      rows: { total: 9, done: 9, failed: 1, warnings: 0 },
      products: { created: 8, changed: 0, unchanged: 0 },
    });
  });
});
