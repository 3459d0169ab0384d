import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nowMs } from '#lib/clock.ts';
import { get, put, tableOf, write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { delaysIn, queueOf } from '../../../test/support/look.ts';
import { factsOf } from '../../../test/support/shop.ts';
import * as getProduct from '../../catalog/http/get-product.ts';
import * as listProducts from '../../catalog/http/list-products.ts';
import { resolveSku, variantAt, variantFrom } from '../../catalog/public.ts';
import { readAvailability } from '../../inventory/public.ts';
import {
  bring,
  chunksIn,
  csv,
  importFile,
  look,
  metered,
  putFile,
  row,
  show,
  showsIn,
  startImport,
  tell,
  unique,
  work,
} from '../fixtures/importing.ts';
import { table } from '../imports-table.ts';

const catalog = tableOf('catalog');
const stockOf = async (sku: string) => {
  const found = await resolveSku(sku);
  const [stock] = await readAvailability([found?.variantId ?? '']);
  return stock && { tracked: stock.tracked, policy: stock.policy, available: stock.available };
};
const begin = async (file: string, body: object = {}) => {
  const id = await startImport(body);
  await putFile(id, file);
  await tell(id);
  return { id, chunks: await chunksIn(id) };
};

/** One after the other: of several that complete their group at once, all but one are refused, which costs a unit. */
const inTurn = async (chunks: Awaited<ReturnType<typeof chunksIn>>): Promise<void> => {
  for (const chunk of chunks) await work([chunk]);
};

describe('importing products', () => {
  it('puts them into the catalog and opens their stock', async () => {
    const handle = unique('mug');
    const seen = await importFile(csv(row(handle, '12.50', '7')));
    expect(seen).toMatchObject({
      status: 'done',
      reason: null,
      rows: { total: 1, done: 1, failed: 0, warnings: 0 },
      products: { created: 1, changed: 0, unchanged: 0 },
      errorsUrl: null,
    });
    const found = await resolveSku(handle.toUpperCase());
    const variant = variantFrom(await get(variantAt(found?.variantId ?? '')));
    expect(variant).toMatchObject({ title: `Mug ${handle}`, prices: { EUR: 1250 }, active: true });
    expect(await stockOf(handle.toUpperCase())).toEqual({ tracked: true, policy: 'deny', available: 7 });
  });

  it('takes a real export whole, and the same again changes and writes nothing', async () => {
    const file = readFileSync(new URL('../shopify-csv/fixtures/shopify-apparel.csv', import.meta.url));
    const first = await importFile(file);
    expect(first.status).toBe('done');
    expect(first.rows).toMatchObject({ failed: 0, warnings: 1 });
    const warnings = await (await fetch(first.warningsUrl ?? '')).text();
    expect(warnings).toMatch(/^1,,columns-not-taken,".*Google Shopping \/ MPN/m);
    const count = first.products.created + first.products.changed + first.products.unchanged;
    const id = await startImport();
    await putFile(id, file);
    await tell(id);
    const chunks = await chunksIn(id);
    const used = await metered(() => inTurn(chunks));
    expect(await look(id)).toMatchObject({ status: 'done', products: { created: 0, changed: 0, unchanged: count } });
    // What is written is the import's own: two rows for each chunk, one for their group, its end in one transaction with
    // the fact, which is in the index of events, and its place among the open ones; for the warning of the first chunk, two
    // units more than a row alone; of each product the record that keeps older builders of its documents out; and a row for
    // each chunk's pictures, and one for each that is awaited still.
    const { total } = (await look(id)).images;
    expect(total).toBe(first.images.total);
    expect(used.writeUnits).toBe(2 * chunks.length + 8 + 3 + count + chunks.length + total);
  });

  it('changes what the next file says otherwise, and leaves the stock that there is', async () => {
    const handle = unique('mug');
    await importFile(csv(row(handle, '12.00', '7')));
    const seen = await importFile(csv(row(handle, '13.00', '100')));
    expect(seen.products).toEqual({ created: 0, changed: 1, unchanged: 0 });
    const found = await resolveSku(handle.toUpperCase());
    expect(variantFrom(await get(variantAt(found?.variantId ?? '')))?.prices).toEqual({ EUR: 1300 });
    expect(await stockOf(handle.toUpperCase())).toEqual({ tracked: true, policy: 'deny', available: 7 });
  });

  it('sells without limit where the tracker is empty, and counts all when asked to', async () => {
    const [free, counted] = [unique('free'), unique('counted')];
    const untracked = (handle: string) => row(handle).replace(',shopify,', ',,');
    await importFile(csv(untracked(free)));
    expect(await stockOf(free.toUpperCase())).toMatchObject({ tracked: false, available: null });
    await importFile(csv(untracked(counted)), { trackInventory: 'all' });
    expect(await stockOf(counted.toUpperCase())).toEqual({ tracked: true, policy: 'deny', available: 7 });
  });

  it('reports refused rows with their lines while the rest goes in', async () => {
    const [good, taken, other] = [unique('good'), unique('taken'), unique('other')];
    await importFile(csv(row(taken)));
    const clash = row(other).replace(other.toUpperCase(), taken.toUpperCase());
    const seen = await importFile(
      csv(row(good), row(unique('bad'), '1,299.00').replace('1,299.00', '"1,299.00"'), clash),
    );
    expect(seen).toMatchObject({
      status: 'done',
      rows: { total: 3, done: 3, failed: 2, warnings: 0 },
      products: { created: 1, changed: 0, unchanged: 0 },
    });
    const answer = await fetch(seen.errorsUrl ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await answer.text()).trimEnd().split('\r\n');
    expect(lines.length).toBe(3);
    expect(lines[1]).toMatch(/^3,bad-[0-9a-z]+,price-separator,/);
    expect(lines[2]).toMatch(/^4,other-[0-9a-z]+,sku-taken,"Another product has the SKU/);
    expect(await resolveSku(good.toUpperCase())).toBeDefined();
  });

  it('only says what it would do in a dry run', async () => {
    const [known, fresh] = [unique('known'), unique('fresh')];
    await importFile(csv(row(known, '12.00')));
    const { id, chunks } = await begin(csv(row(known, '14.00'), row(fresh)), { dryRun: true });
    const used = await metered(() => inTurn(chunks));
    expect(await look(id)).toMatchObject({
      status: 'done',
      dryRun: true,
      products: { created: 1, changed: 1, unchanged: 0 },
    });
    expect(used.writeUnits).toBe(chunks.length + 8);
    expect(await resolveSku(fresh.toUpperCase())).toBeUndefined();
    const found = await resolveSku(known.toUpperCase());
    expect(variantFrom(await get(variantAt(found?.variantId ?? '')))?.prices).toEqual({ EUR: 1200 });
  });
});

describe('what an import brought', () => {
  const listed = async (tag: string) => (await invokeHttp(listProducts, { query: { tag, limit: 100 } })).body.items;
  const kitchen = (tag: string) => row(unique('mug')).replace(',kitchen,', `,${tag},`);
  const begun = async (...rows: string[]) => {
    const { id, chunks } = await begin(csv(...rows));
    expect(await bring(chunks)).toBe(0);
    return id;
  };

  it('is on its pages and in lists when it is done, with its stock', async () => {
    const tag = unique('tag');
    const id = await begun(...Array.from({ length: 12 }, () => kitchen(tag)));
    expect(await look(id)).toMatchObject({ status: 'running', rows: { done: 12 }, visible: { products: 0, of: 12 } });
    expect(await listed(tag)).toEqual([]);
    const [first, second] = await showsIn(id);
    expect(first && (await show([first, first]))).toBe(0);
    expect(await look(id)).toMatchObject({ status: 'running', visible: { products: 8, of: 12 } });
    expect(second && (await show([second, second]))).toBe(0);
    expect(await look(id)).toMatchObject({ status: 'done', visible: { products: 12, of: 12 } });
    // A warm function keeps the list that it showed a moment ago.
    await expect.poll(() => listed(tag)).toHaveLength(12);
    const items = await listed(tag);
    expect(items.filter((one: { available: boolean }) => !one.available)).toEqual([]);
    const { body } = await invokeHttp(getProduct, { params: { slug: items[0].slug } });
    expect(body.variants[0].available).toBe(true);
  });

  it('costs few calls a product to show', async () => {
    const id = await begun(...Array.from({ length: 8 }, () => kitchen(unique('tag'))));
    const used = await metered(async () => show(await showsIn(id)));
    // A hint and the documents of each; beside them reads for all and the import's own.
    expect(used.calls).toBeLessThanOrEqual(2 * 8 + 15);
  });

  it('and cannot be shown ends the import after 15 minutes, with a warning for each; what can be is visible', async () => {
    const [tag, broken] = [unique('tag'), unique('broken')];
    const id = await begun(kitchen(tag), kitchen(tag), row(broken));
    const found = await resolveSku(broken.toUpperCase());
    const variant = variantFrom(await get(variantAt(found?.variantId ?? '')));
    await write(put(catalog, { pk: variant?.productId ?? '', sk: 'product', type: 'product', product: 'not one' }));
    expect(await show(await showsIn(id))).toBe(1);
    expect(await look(id)).toMatchObject({ status: 'running', visible: { products: 0, of: 3 } });
    const [last] = await showsIn(id, true);
    expect(last && (await show([last]))).toBe(0);
    const seen = await look(id);
    expect(seen).toMatchObject({ status: 'done', rows: { warnings: 1 }, visible: { products: 2, of: 3 } });
    const warnings = await (await fetch(seen.warningsUrl ?? '')).text();
    expect(warnings).toContain(`4,${broken},not-yet-visible`);
    await expect.poll(() => listed(tag)).toHaveLength(2);
    const waits = (await delaysIn(queueOf('bulk', 'show-products'))).filter((at) => at > nowMs() + 800_000);
    expect(waits.length).toBeGreaterThan(0);
  });
});

describe('chunks', () => {
  const file = () => {
    const word = unique('mug');
    return csv(...Array.from({ length: 20 }, (_, index) => row(`${word}-${index}`)));
  };

  it('show progress while they are worked, in any order', async () => {
    const { id, chunks } = await begin(file());
    await work(chunks.slice(2));
    expect(await look(id)).toMatchObject({ status: 'running', rows: { total: 20, done: 4, failed: 0, warnings: 0 } });
    await work(chunks.slice(0, 1));
    expect(await look(id)).toMatchObject({ status: 'running', rows: { total: 20, done: 12, failed: 0, warnings: 0 } });
    await work(chunks.slice(1, 2));
    expect(await look(id)).toMatchObject({ status: 'done', rows: { total: 20, done: 20, failed: 0, warnings: 0 } });
  });

  it('that come twice count once and end the import once', async () => {
    const { id, chunks } = await begin(file());
    for (const chunk of chunks) expect([await work([chunk]), await work([chunk])]).toEqual([0, 0]);
    expect(await work(chunks)).toBe(0);
    expect(await look(id)).toMatchObject({
      status: 'done',
      rows: { total: 20, done: 20, failed: 0, warnings: 0 },
      products: { created: 20, changed: 0, unchanged: 0 },
    });
    expect((await factsOf(table, id)).map(({ type, sequence, data }) => [type, sequence, data])).toEqual([
      [
        'import.finished',
        1,
        {
          importId: id,
          kind: 'products',
          dryRun: false,
          status: 'done',
          rows: { total: 20, done: 20, failed: 0, warnings: 0 },
          products: { created: 20, changed: 0, unchanged: 0 },
        },
      ],
    ]);
  });

  it('at the same time, each twice: one count and one end', async () => {
    const { id, chunks } = await begin(file());
    await Promise.all([...chunks, ...chunks].map((chunk) => work([chunk])));
    expect(await look(id)).toMatchObject({ status: 'done', rows: { total: 20, done: 20, failed: 0, warnings: 0 } });
    expect((await factsOf(table, id)).length).toBe(1);
  });

  it('that are all worked before the file was read to its end leave the end to its reader', async () => {
    const id = await startImport();
    await putFile(id, file());
    const reading = tell(id);
    const worked = new Set<number>();
    while (worked.size < 3) {
      const fresh = (await chunksIn(id)).filter(({ number }) => !worked.has(number));
      await work(fresh);
      for (const { number } of fresh) worked.add(number);
    }
    await reading;
    expect((await look(id)).status).toBe('done');
  });

  it('that are malformed fail alone', async () => {
    const { id, chunks } = await begin(file());
    expect(await work([{ importId: id } as never, ...chunks])).toBe(1);
    expect((await look(id)).status).toBe('done');
  });
});
