import { afterAll, expect, test } from 'vitest';
import { forgetEnv } from '#lib/env.ts';
import { newId } from '#lib/id.ts';
import { query } from '#lib/read.ts';
import { tableOf } from '#lib/table.ts';
import sample from '../../events/reports/on-order-paid.json' with { type: 'json' };
import { sqsEvent, testContext } from '../../test/support/invoke.ts';
import { handler } from './queue/on-order-paid.ts';

afterAll(() => {
  process.env['SHOP_TIME_ZONE'] = 'UTC';
  forgetEnv();
});

test('an order belongs to the day and hour of the shop’s calendar, not of UTC', async () => {
  process.env['SHOP_TIME_ZONE'] = 'America/Los_Angeles';
  forgetEnv();
  const orderId = newId('ord');
  const event = { ...sample, data: { ...sample.data, orderId, paidAt: '2033-03-02T07:59:59.000Z' } };
  await handler(sqsEvent([event]), testContext());
  const pages = await Promise.all(
    Array.from({ length: 8 }, (_, shard) => query(tableOf('reports'), { pk: `sale#2033-03-01#${shard}`, limit: 10 })),
  );
  expect(pages.flatMap(({ items }) => items.map((item) => item['sk']))).toEqual([`23#${orderId}`]);
});
