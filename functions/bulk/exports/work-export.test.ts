import { afterEach, describe, expect, it } from 'vitest';
import { isoTime, nowMs } from '#lib/clock.ts';
import { sendDueMessages } from '#lib/due-index.ts';
import { client } from '#lib/dynamodb.ts';
import { get, put, write } from '#lib/table.ts';
import { invokeHttp } from '../../../test/support/invoke.ts';
import { dueIn, messagesIn, queueOf } from '../../../test/support/look.ts';
import { article } from '../../../test/support/shop.ts';
import { build } from '../../catalog/fixtures/catalog.ts';
import { resolveSku, variantAt, variantFrom } from '../../catalog/public.ts';
import { refunded, sold, staff } from '../../orders/after-payment/after-payment.fixture.ts';
import * as refundOrder from '../../orders/http/admin/refund-order.ts';
import { createApiKey } from '../../users/public.ts';
import { csv, importFile, row, unique } from '../fixtures/importing.ts';
import * as getExport from '../http/admin/get-export.ts';
import * as listExports from '../http/admin/list-exports.ts';
import { table } from '../imports-table.ts';
import { ask, endLease, exported, fileOf, finish, hand, keyOf, look, rowsIn, start } from './exporting.fixture.ts';
import { readExport } from './exports-table.ts';
import { workExport } from './work-export.ts';

/** What was left open by a test would be in the next one's way. */
const closed = () => write(put(table, { pk: 'exports#open', sk: 'open', ids: [], version: nowMs() }));
afterEach(closed);

/** Three products of one variant each, one more with pictures, a formula and an apostrophe. */
const someProducts = async () => {
  const names = [unique('mug'), unique('cup'), unique('jug')];
  await importFile(csv(...names.map((name) => row(name))));
  const odd = unique('odd');
  const file =
    'Handle,Title,Body (HTML),Tags,Status,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty,Image Src,Image Alt Text\n' +
    `${odd},'=SUM(A1),<p>-5 %</p>,"'@new, b",draft,Size,S,''${odd}-S,12.00,shopify,3,https://img.example/1.jpg,'+alt\n` +
    `${odd},,,,,,M,'-${odd}-M,12.50,,,https://img.example/2.jpg,\n` +
    `${odd},,,,,,,,,,,https://img.example/3.jpg,\n`;
  expect(await importFile(file)).toMatchObject({ status: 'done', rows: { failed: 0 } });
  const skus = [...names.map((name) => name.toUpperCase()), `'${odd}-S`];
  for (const sku of skus) {
    const found = await resolveSku(sku);
    await build(variantFrom(await get(variantAt(found?.variantId ?? '')))?.productId ?? '');
  }
  return [...names, odd];
};
/** Products that the list of staff has, more than a page of an export. */
const manyProducts = async (): Promise<void> => {
  for (let made = 0; made < 30; made += 1) await build((await article(1)).productId);
};
/** Today, in UTC, and days before it. */
const daysAgo = (days: number): string => isoTime(nowMs() - days * 86_400_000).slice(0, 10);

describe('an export of products', () => {
  it('imported again changes nothing, and has no row with an error', async () => {
    const handles = await someProducts();
    const view = await finish(await start({ kind: 'products' }), { pageByPage: true });
    const file = await fileOf(view);
    const rows = rowsIn(file);
    expect(view).toMatchObject({
      status: 'done',
      progress: 1,
      reason: null,
      rows: rows.length,
      bytes: Buffer.byteLength(file),
    });
    const odd = rows.filter(({ Handle }) => Handle === handles[3]);
    expect(odd.map((one) => [one['Title'], one['Tags'], one['Variant SKU'], one['Image Alt Text']])).toEqual([
      ["'=SUM(A1)", "'@new, b", `''${handles[3]}-S`, "'+alt"],
      ['', '', `'-${handles[3]}-M`, ''],
      ['', '', '', ''],
    ]);
    const again = await importFile(file);
    expect(again).toMatchObject({
      status: 'done',
      rows: { total: rows.length, failed: 0 },
      products: { created: 0, changed: 0 },
      errorsUrl: null,
    });
    expect(again.products.unchanged).toBe(new Set(rows.map(({ Handle }) => Handle)).size);
    // And the export of that is the same file.
    expect(await fileOf(await finish(await start({ kind: 'products' })))).toBe(file);
  });
});

describe('an export of stock', () => {
  it('says what is on hand, available, held and committed of each variant that has a record', async () => {
    const [paid] = (await sold([{ quantity: 3 }])).lines;
    const { variantId, sku } = await article(5);
    const rows = await exported({ kind: 'stock' });
    const counts = (id: string | undefined) => rows.find((one) => one['Variant ID'] === id);
    expect(counts(variantId)).toEqual({
      SKU: sku, 'Variant ID': variantId, Title: `Article ${sku}`, Tracked: 'TRUE', Policy: 'deny', 'On hand': '5',
      Available: '5', Held: '0', Committed: '0', 'Purchase limit': '',
    }); // biome-ignore format: a record
    expect(counts(paid?.variantId)).toMatchObject({ 'On hand': '10', Available: '7', Held: '0', Committed: '3' });
  });
});

describe('an export of orders', () => {
  it('has the sale, its tax, what was paid back and the provider’s reference, and nobody’s name, address or e-mail', async () => {
    const one = await sold([{ quantity: 2 }]);
    const refund = await staff(refundOrder, one.id, {
      lines: [{ lineId: one.lines[0]?.id, quantity: 1, restock: false }],
      reason: 'damaged',
    });
    await refunded(refund.body.refunds?.[0]?.id ?? refund.body.id);
    const view = await finish(await start({ kind: 'orders' }));
    const file = await fileOf(view);
    const rows = rowsIn(file).filter((each) => each['Order ID'] === one.id);
    expect(
      rows.map((each) => [each['Row'], each['Quantity'], each['Total'], each['Tax rate'], each['Country']]),
    ).toEqual([
      ['line', '2', '24.00', '0.19', 'DE'],
      ['shipping', '', '4.90', '0.19', 'DE'],
      ['refund-line', '-1', '-12.00', '0.19', 'DE'],
    ]);
    for (const each of rows) {
      expect(each['Date']).toMatch(/^\d{4}-/);
      expect(each).toMatchObject({ 'Payment ID': one.paymentId, Provider: 'test' });
      expect(each['Provider reference']).not.toBe('');
    }
    // Ids are letters and digits by chance, so words are looked for as a whole.
    expect(file).not.toMatch(/\b(ada|dock|berlin|10115)\b|example\.com/i);
    expect(view.filter).toMatchObject({ status: null });
  });

  it('takes those of the days and the status that were asked for', async () => {
    const { id } = await sold([{ quantity: 1 }]);
    const today = daysAgo(0);
    const ids = async (more: object) => (await exported({ kind: 'orders', ...more })).map((each) => each['Order ID']);
    expect(await ids({ from: today, to: today, status: 'paid' })).toContain(id);
    expect(await ids({ from: today, status: 'expired' })).not.toContain(id);
    expect(await ids({ from: '2020-01-01', to: '2020-12-31' })).toEqual([]);
  });
});

describe('a step', () => {
  it('that comes twice, late or side by side changes nothing', async () => {
    await manyProducts();
    const expected = await fileOf(await finish(await start({ kind: 'products' })));
    const id = await start({ kind: 'products' });
    let step = 0;
    for (; (await readExport(id)).status !== 'done'; step += 1) {
      const message = { exportId: id, step };
      await Promise.allSettled([
        workExport(message, 0),
        workExport(message, 0),
        workExport({ exportId: id, step: 0 }, 0),
      ]);
      if ((await readExport(id)).step === step) await endLease(id);
    }
    expect(step).toBeGreaterThan(1);
    const before = await readExport(id);
    for (let late = 0; late <= step; late += 1) expect(await hand({ exportId: id, step: late })).toBe(0);
    expect(await hand({ exportId: id, step: 0, isReminder: true })).toBe(0);
    expect(await readExport(id)).toEqual(before);
    expect(await fileOf(await look(id))).toBe(expected);
  });

  it('that dies at any call is gone on with from where the step before stopped', async () => {
    await sold([{ quantity: 1 }]);
    // A page for today, and one for every nine days before.
    const body = { kind: 'orders', from: daysAgo(20) };
    const expected = await fileOf(await finish(await start(body), { pageByPage: true }));
    let [deaths, calls] = [0, Number.POSITIVE_INFINITY];
    const dying = { step: 'initialize', name: 'dying', override: true } as const;
    // From one call on the process does nothing any more: neither what it does next, nor what it would do about that.
    for (let deadly = 1; deadly <= calls; deadly += 1) {
      const id = await start(body);
      let made = 0;
      client().middlewareStack.add(
        (next) => async (args) => {
          made += 1;
          if (made > deadly) throw new Error('killed');
          const answer = await next(args);
          if (made === deadly) throw new Error('killed');
          return answer;
        },
        dying,
      );
      const died = await workExport({ exportId: id, step: 0 }, 0).then(
        () => false,
        () => true,
      );
      client().middlewareStack.remove('dying');
      if (died) deaths += 1;
      else calls = deadly;
      await endLease(id);
      await hand({ exportId: id, step: 0 });
      expect(await fileOf(await finish(id)), `after ${deadly} calls`).toBe(expected);
      await closed();
    }
    expect(deaths).toBeGreaterThan(5);
  });

  it('that fails five times ends the export, which says why', async () => {
    const id = await start({ kind: 'stock' });
    const broken = { step: 'initialize', name: 'broken', override: true } as const;
    for (let tries = 1; tries <= 5; tries += 1) {
      client().middlewareStack.add(
        (next) => (args) => ('IndexName' in args.input ? Promise.reject(new Error('the index is broken')) : next(args)),
        broken,
      );
      expect(await hand({ exportId: id, step: 0 })).toBe(1);
      client().middlewareStack.remove('broken');
      expect((await look(id)).status).toBe(tries < 5 ? 'running' : 'failed');
    }
    expect(await look(id)).toMatchObject({ status: 'failed', reasonCode: 'step-failed', url: null });
    expect((await look(id)).reason).toMatch(/^It failed 5 times .*\.$/);
    expect(await hand({ exportId: id, step: 0 })).toBe(0);
  });

  it('sends the next one, four times in a row itself and then by the due index', async () => {
    await manyProducts();
    const queued = async (id: string) =>
      (await messagesIn(queueOf('bulk', 'work-export'))).filter(({ exportId, step }) => exportId === id && step > 0);
    const first = await start({ kind: 'products' });
    await workExport({ exportId: first, step: 0, selfSends: 3 }, 0);
    expect(await queued(first)).toEqual([{ exportId: first, step: 1, selfSends: 4 }]);
    const id = await start({ kind: 'products' });
    await workExport({ exportId: id, step: 0, selfSends: 4 }, 0);
    expect(await queued(id)).toEqual([]);
    const due = (await dueIn('bulk')).filter(({ body }) => body.exportId === id && !body.isReminder);
    expect(due.map(({ body }) => body)).toEqual([{ exportId: id, step: 1 }]);
  });

  it('is reminded of when its first message was lost', async () => {
    const id = await start({ kind: 'stock' });
    const [reminder] = (await dueIn('bulk')).filter(({ body }) => body.exportId === id);
    expect(reminder?.body).toEqual({ exportId: id, step: 0, isReminder: true });
    await sendDueMessages('bulk', nowMs() + 60_000, (reminder?.due ?? 0) + 1);
    const queued = await messagesIn(queueOf('bulk', 'work-export'));
    expect(queued).toContainEqual({ exportId: id, step: 0, isReminder: true });
    expect(await hand({ exportId: id, step: 0, isReminder: true })).toBe(0);
    expect((await readExport(id)).status).not.toBe('waiting');
  });
});

describe('who may export what', () => {
  it.each([
    ['products', 'catalog'],
    ['orders', 'orders'],
    ['stock', 'inventory'],
  ] as const)('%s: bulk together with %s', async (kind, scope) => {
    expect((await ask({ kind }, await keyOf('bulk'))).status).toBe(403);
    expect((await ask({ kind }, await keyOf(scope))).status).toBe(403);
    const answer = await ask({ kind }, await keyOf('bulk', scope));
    expect(answer.status).toBe(201);
    const id: string = answer.body.id;
    expect(answer.headers['location']).toBe(`/api/v1/admin/exports/${id}`);
    expect(answer.body).toMatchObject({ kind, status: 'waiting', rows: 0, progress: 0, url: null });
    const seen = async (token: string) => (await invokeHttp(getExport, { params: { id }, token })).status;
    expect(await seen(await keyOf('bulk'))).toBe(403);
    expect(await seen(await keyOf('bulk', scope))).toBe(200);
  });
});

describe('exports', () => {
  it('of which three run keep a fourth from being started, until one is done', async () => {
    const ids = [await start({ kind: 'stock' }), await start({ kind: 'stock' }), await start({ kind: 'stock' })];
    const refused = await ask({ kind: 'stock' });
    expect([refused.status, refused.body.code, refused.headers['retry-after']]).toEqual([429, 'exports-running', '60']);
    expect(refused.body.exports).toEqual(ids);
    await finish(ids[1] ?? '');
    expect((await ask({ kind: 'stock' })).status).toBe(201);
    expect((await ask({ kind: 'stock' })).status).toBe(429);
  });

  it('that are started side by side are three at most', async () => {
    const { secret } = await createApiKey({ name: 'many', scopes: ['admin'] });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask({ kind: 'stock' }, secret)));
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(3);
    expect(answers.filter(({ status }) => ![201, 429, 503].includes(status))).toEqual([]);
  });

  it('are listed with the newest first, without the address of a file', async () => {
    const id = await start({ kind: 'stock' });
    const { body } = await invokeHttp(listExports, { token: await keyOf('bulk'), query: { limit: 5 } });
    expect(body.items[0]).toMatchObject({ id, kind: 'stock', status: 'waiting', filter: null, expiresAt: null });
    expect(Object.keys(body.items[0])).not.toContain('url');
  });
});
