import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { tableOf } from '#lib/table.ts';
import { put, write } from '#lib/write.ts';
import { invokeHttp, sqsEvent, testContext } from '../../test/support/invoke.ts';
import * as daily from './http/admin/get-daily-report.ts';
import * as sales from './http/admin/get-sales.ts';
import * as onOrderPaid from './queue/on-order-paid.ts';
import * as onRefundSucceeded from './queue/on-refund-succeeded.ts';

const sample = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../events/reports/${name}.json`), 'utf8'));

const paid = (orderId: string, paidAt: string) => {
  const event = sample('on-order-paid');
  return { ...event, aggregate: orderId, data: { ...event.data, orderId, paidAt } };
};
const refunded = (refundId: string, timestamp: string) => {
  const event = sample('on-refund-succeeded');
  return { ...event, timestamp, data: { ...event.data, refundId } };
};

const token = 'fgk_reports';
beforeAll(() => write(put(tableOf('users'), { ...apiKeyItemKey(token), id: 'key_1', scopes: ['reports'] })));
const dayOf = async (date: string) => (await invokeHttp(daily, { token, params: { date } })).body;
const take = async (...events: unknown[]) =>
  expect(await onOrderPaid.handler(sqsEvent(events), testContext())).toEqual({ batchItemFailures: [] });

describe('a day’s report', () => {
  test('an event that comes twice is one sale', async () => {
    const event = paid(newId('ord'), '2031-05-01T12:00:00.000Z');
    await take(event);
    await take(event, event);
    expect(await dayOf('2031-05-01')).toMatchObject({
      date: '2031-05-01',
      timeZone: 'UTC',
      orders: 1,
      units: 2,
      sales: [
        {
          currency: 'EUR',
          gross: { amount: 2400 },
          shipping: { amount: 490 },
          tax: { amount: 482 },
          net: { amount: 2890 },
        },
      ],
      topProducts: [{ sku: 'MUG-BLUE', units: 2, total: { amount: 2400, currency: 'EUR' } }],
    });
  });

  test('a refund counts on its own day, once', async () => {
    await take(paid(newId('ord'), '2031-06-01T12:00:00.000Z'));
    const event = refunded(newId('ref'), '2031-06-02T00:00:00.000Z');
    for (const _ of ['once', 'again']) await onRefundSucceeded.handler(sqsEvent([event]), testContext());
    expect((await dayOf('2031-06-01')).sales[0]).toMatchObject({ refunds: 0, net: { amount: 2890 } });
    expect(await dayOf('2031-06-02')).toMatchObject({
      orders: 0,
      sales: [{ refunds: 1, refunded: { amount: 1000 }, net: { amount: -1000 } }],
    });
  });

  test('many orders of one day are all counted, over all partitions', async () => {
    const events = Array.from({ length: 40 }, () => paid(newId('ord'), '2031-07-01T23:59:59.999Z'));
    for (let start = 0; start < 40; start += 10) await take(...events.slice(start, start + 10));
    expect(await dayOf('2031-07-01')).toMatchObject({ orders: 40, units: 80, sales: [{ total: { amount: 115_600 } }] });
  });

  test('a malformed event fails alone', async () => {
    const good = paid(newId('ord'), '2031-08-01T12:00:00.000Z');
    const event = sqsEvent([good, '{"type":"order.paid"}', 'no JSON']);
    const { batchItemFailures } = await onOrderPaid.handler(event, testContext());
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      event.Records[1]?.messageId,
      event.Records[2]?.messageId,
    ]);
    expect((await dayOf('2031-08-01')).orders).toBe(1);
  });

  test('a day that the calendar does not have: 404', async () => {
    expect(await invokeHttp(daily, { token, params: { date: '2026-02-31' } })).toMatchObject({ status: 404 });
  });
});

describe('sales', () => {
  test('of a range are each day’s and the sum', async () => {
    await take(paid(newId('ord'), '2032-01-31T10:00:00.000Z'), paid(newId('ord'), '2032-02-01T10:00:00.000Z'));
    const { body } = await invokeHttp(sales, { token, query: { from: '2032-01-31', to: '2032-02-02' } });
    expect(body.items.map(({ date, orders }: { date: string; orders: number }) => [date, orders])).toEqual([
      ['2032-01-31', 1],
      ['2032-02-01', 1],
      ['2032-02-02', 0],
    ]);
    expect(body.total).toMatchObject({ orders: 2, units: 4, sales: [{ currency: 'EUR', total: { amount: 5780 } }] });
  });

  test('of a range that is none, or too long: 422', async () => {
    for (const query of [
      { from: '2032-02-01', to: '2032-01-31' },
      { from: '2032-01-01', to: '2032-03-01' },
      { from: '2032-02-31', to: '2032-03-01' },
    ]) {
      expect(await invokeHttp(sales, { token, query })).toMatchObject({ status: 422, body: { code: 'range-refused' } });
    }
  });

  test('a date of another form: 400', async () => {
    expect(await invokeHttp(sales, { token, query: { from: '1.2.2032' } })).toMatchObject({ status: 400 });
  });
});
