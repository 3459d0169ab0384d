import { beforeAll, expect, test } from 'vitest';
import { msOf } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { logTo } from '#lib/log.ts';
import { put, tableOf, transact, write, writeIf } from '#lib/table.ts';
import sample from '../../events/reports/on-order-paid.json' with { type: 'json' };
import { invokeHttp, sqsEvent, testContext } from '../../test/support/invoke.ts';
import * as daily from './http/admin/get-daily-report.ts';
import * as onOrderPaid from './queue/on-order-paid.ts';
import { rollUpSales } from './roll-up-sales.ts';
import type { Row } from './row.ts';
import { newRow, readRollUp, readVersion, settledWrite, sumsWrite } from './sales-table.ts';
import { noSums } from './sums.ts';

logTo(() => undefined);
const token = 'fgk_rolled';
/** In the past, so that every row is late; the other tests' days lie after what is rolled up here. */
const day = '2020-03-02';
const at = (time: string): number => msOf(`2020-03-02T${time}.000Z`);

beforeAll(async () => {
  await write(put(tableOf('users'), { ...apiKeyItemKey(token), id: 'key_rolled', scopes: ['reports'] }));
  // The first run only says from where on hours have sums.
  await rollUpSales(at('00:10:00'));
});

const report = async (date = day) => {
  const { body, headers } = await invokeHttp(daily, { token, params: { date } });
  return { body, calls: Number(/calls=(\d+)/.exec(headers['x-cost'] ?? '')?.[1]) };
};
const pay = async (time: string, orderId = newId('ord')) => {
  const event = { ...sample, aggregate: orderId, data: { ...sample.data, orderId, paidAt: `${day}T${time}.000Z` } };
  expect(await onOrderPaid.handler(sqsEvent([event]), testContext())).toEqual({ batchItemFailures: [] });
  return orderId;
};
const lateHours = async () => (await readRollUp()).late.map(({ hour }) => hour);

const sale = (index: number): Row => ({
  kind: 'sale',
  currency: 'EUR',
  gross: 2400,
  discount: 0,
  shipping: 490,
  tax: 482,
  total: 2890,
  lines: [
    {
      variantId: `var_01KAP00000000000000000${String(index % 1000).padStart(4, '0')}`,
      sku: `MUG-${index % 1000}`,
      title: 'The Everyday Mug – Blue',
      quantity: 2,
      total: 2400,
    },
  ],
});
/** Puts the rows of many orders, a hundred in one transaction: the local engine takes them five times as fast so. */
const putRows = async (hour: string, count: number): Promise<void> => {
  const rows = Array.from({ length: count }, (_, index) => newRow(hour, newId('ord'), sale(index)));
  for (let start = 0; start < count; start += 100) await transact(rows.slice(start, start + 100));
};

test('an hour of 40,000 orders is counted before and after it is rolled up, in few calls', async () => {
  await putRows(`${day}T01`, 40_000);
  const before = await report();
  expect(before.body).toMatchObject({ orders: 40_000, units: 80_000, sales: [{ total: { amount: 115_600_000 } }] });
  // The hour that runs and the one before it are read as rows; 24 hours of sums are the rest of 100 calls.
  expect(before.calls).toBeLessThanOrEqual(40);
  await rollUpSales(at('02:09:59'));
  expect(await readVersion(`${day}T01`)).toBeUndefined();
  await rollUpSales(at('02:10:00'));
  expect(await readVersion(`${day}T01`)).toBe(1);
  const after = await report();
  expect(after.body).toEqual(before.body);
  // The key, the mark, the sums, and the eight partitions of the hours that are to come.
  expect(after.calls).toBeLessThanOrEqual(11);
});

test('a day that is over costs three calls', async () => {
  const before = await report();
  await rollUpSales(msOf('2020-03-03T00:10:00.000Z'));
  const { body, calls } = await report();
  expect(body).toEqual(before.body);
  expect(calls).toBeLessThanOrEqual(3);
});

test('an order that comes after its hour was rolled up is counted at once, and by the next run, once', async () => {
  const { orders } = (await report()).body;
  const orderId = await pay('05:30:00');
  expect(await lateHours()).toEqual([`${day}T05`]);
  expect((await report()).body.orders).toBe(orders + 1);
  await rollUpSales(msOf('2020-03-03T00:20:00.000Z'));
  expect(await lateHours()).toEqual([]);
  const { body, calls } = await report();
  expect([body.orders, calls <= 3]).toEqual([orders + 1, true]);
  await pay('05:30:00', orderId);
  await rollUpSales(msOf('2020-03-03T00:30:00.000Z'));
  expect((await report()).body.orders).toBe(orders + 1);
});

test('a second late order, marked while the first is rolled up, stays marked until it is counted, too', async () => {
  const { orders } = (await report()).body;
  await pay('06:00:00');
  const { late } = await readRollUp();
  await pay('06:10:00');
  // A run that saw the first mark only, and read the rows before the second came, may not end the second's.
  expect(late.map(({ hour }) => hour)).toEqual([`${day}T06`]);
  for (const one of late) expect(await writeIf(settledWrite(one))).toBe(false);
  expect((await report()).body.orders).toBe(orders + 2);
  await rollUpSales(msOf('2020-03-03T00:40:00.000Z'));
  expect([await lateHours(), (await report()).body.orders]).toEqual([[], orders + 2]);
});

test('two runs at once, over hours that closed and one that got a row late, count everything once', async () => {
  const { orders } = (await report()).body;
  await pay('07:00:00');
  await putRows('2020-03-03T00', 50);
  const now = msOf('2020-03-03T03:10:00.000Z');
  await Promise.all([rollUpSales(now), rollUpSales(now), rollUpSales(now)]);
  await rollUpSales(now);
  expect(await lateHours()).toEqual([]);
  expect((await report()).body.orders).toBe(orders + 1);
  expect((await report('2020-03-03')).body).toMatchObject({ orders: 50, units: 100 });
  expect((await readRollUp()).mark?.through).toBe('2020-03-03T03');
});

test('a run that stalls before it stores cannot put its old sums over newer ones', async () => {
  const hour = `${day}T08`;
  await pay('08:00:00');
  await rollUpSales(msOf('2020-03-03T03:20:00.000Z'));
  const seen = await readVersion(hour);
  const { orders } = (await report()).body;
  await pay('08:10:00');
  await rollUpSales(msOf('2020-03-03T03:30:00.000Z'));
  expect(await writeIf(sumsWrite(hour, seen, noSums()))).toBe(false);
  expect((await report()).body.orders).toBe(orders + 1);
});

test('a run that died between an hour’s sums and the mark is repeated', async () => {
  const hour = '2020-03-03T03';
  await putRows(hour, 25);
  // The sums are there, and not of all rows; the mark is not: the hour is read as rows.
  await write(sumsWrite(hour, undefined, noSums()));
  expect((await report('2020-03-03')).body.orders).toBe(75);
  await rollUpSales(msOf('2020-03-03T04:10:00.000Z'));
  expect((await report('2020-03-03')).body.orders).toBe(75);
});
