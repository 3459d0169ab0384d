import { beforeEach, expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { transact } from '#lib/table.ts';
import { auditStock } from '../audit/audit-stock.ts';
import { opened } from '../ledger/ledger.fixture.ts';
import { releaseTickets } from '../ledger/release-tickets.ts';
import {
  couponStock,
  creditStock,
  giveBack,
  limitStock,
  oweStock,
  readAvailability,
  shortageCode,
  takeStock,
  ticketWrites,
} from '../public.ts';
import { setStock } from './set-stock.ts';
import { forgetHints } from './shard-hints.ts';

beforeEach(forgetHints);
const free = async (stockKey: string) => (await readAvailability([stockKey]))[0]?.available;

test('a coupon with a limit of 3, wanted by ten at once: three get it, and the units of the others come back', async () => {
  const [stockKey, coupon] = [await opened(50), couponStock(newId('TEN'))];
  const wants = [{ stockKey, quantity: 1 }, { stockKey: coupon, quantity: 1, open: { quantity: 3 } }];
  const results = await Promise.all(Array.from({ length: 10 }, (_, index) => takeStock(wants, `ord_${index}`)));
  const refused = results.flatMap((one) => ('refused' in one ? [one.refused] : []));
  expect(refused).toEqual(Array(7).fill({ stockKey: coupon, available: 0 }));
  expect(await free(stockKey)).toBe(47);
  expect(shortageCode(coupon)).toBe('coupon-limit-reached');
}); // biome-ignore format: a row

test('a coupon comes back with its unpaid order, and its stock is right', async () => {
  const coupon = couponStock(newId('ONE'));
  const wants = [{ stockKey: coupon, quantity: 1, open: { quantity: 1 } }];
  const { taken } = await takeStock(wants, 'ord_a');
  await transact(ticketWrites(taken, 'ord_a'));
  expect('refused' in (await takeStock(wants, 'ord_b'))).toBe(true);
  await releaseTickets(taken, 'ord_a');
  expect('refused' in (await takeStock(wants, 'ord_b'))).toBe(false);
  expect((await auditStock(coupon)).differences).toEqual([]);
});

test('a purchase limit of 2 holds under twenty checkouts at once of one buyer; another buyer has his own', async () => {
  const stockKey = await opened(50);
  await setStock(stockKey, { purchaseLimit: 2 }, undefined);
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) => takeStock([{ stockKey, quantity: 1 }], `ord_${index}`, 'buyer-1')),
  );
  expect(results.filter((one) => !('refused' in one))).toHaveLength(2);
  expect(results.find((one) => 'refused' in one)).toMatchObject({
    refused: { stockKey: limitStock(stockKey, 'buyer-1') },
  });
  expect(shortageCode(limitStock(stockKey, 'buyer-1'))).toBe('purchase-limit-reached');
  const { taken } = await takeStock([{ stockKey, quantity: 2 }], 'ord_other', 'buyer-2');
  expect(taken.map((ticket) => ticket.what)).toEqual([stockKey, `limit#${stockKey}#buyer-2`]);
  expect(await free(stockKey)).toBe(46);
});

test('a purchase limit over shards holds, and is given back with the units', async () => {
  const stockKey = await opened(80);
  await setStock(stockKey, { purchaseLimit: 3, shards: 8 }, undefined);
  const { taken } = await takeStock([{ stockKey, quantity: 3 }], 'ord_1', 'buyer');
  for (const ref of ['ord_2', 'ord_3', 'ord_4']) {
    expect('refused' in (await takeStock([{ stockKey, quantity: 1 }], ref, 'buyer'))).toBe(true);
  }
  await giveBack(taken, 'ord_1');
  expect('refused' in (await takeStock([{ stockKey, quantity: 3 }], 'ord_5', 'buyer'))).toBe(false);
  expect(await free(stockKey)).toBe(77);
});

test('a limit that is raised adds the difference once; one that is lowered counts what was taken before', async () => {
  const stockKey = limitStock('var_x', newId('buyer'));
  const want = (limit: number, quantity: number) => takeStock([{ stockKey, quantity, open: { quantity: limit } }]);
  expect('refused' in (await want(2, 2))).toBe(false);
  expect(await want(2, 1)).toMatchObject({ refused: { available: 0 } });
  const raised = await Promise.all([want(5, 1), want(5, 1), want(5, 1), want(5, 1)]);
  expect(raised.filter((one) => !('refused' in one))).toHaveLength(3);
  expect(await want(9, 1)).not.toHaveProperty('refused');
  expect(await want(7, 2)).toMatchObject({ refused: { available: 1 } });
  expect(await want(7, 1)).not.toHaveProperty('refused');
  expect(await want(7, 1)).toMatchObject({ refused: { available: 0 } });
  expect((await auditStock(stockKey)).differences).toEqual([]);
});

test('no limit is taken without a buyer, or where none is set', async () => {
  const stockKey = await opened(5);
  expect((await takeStock([{ stockKey, quantity: 1 }], 'ord_a', 'buyer')).taken).toHaveLength(1);
  await setStock(stockKey, { purchaseLimit: 1 }, undefined);
  expect((await takeStock([{ stockKey, quantity: 3 }], 'ord_b')).taken).toHaveLength(1);
  await setStock(stockKey, { purchaseLimit: null }, undefined);
  expect((await takeStock([{ stockKey, quantity: 1 }], 'ord_c', 'buyer')).taken).toHaveLength(1);
});

test('units that come back join what records them, and are spread', async () => {
  const stockKey = await opened(0);
  await setStock(stockKey, { shards: 2 }, undefined);
  await transact([oweStock(stockKey, 8, 'ret_1#line_1', 'returned')]);
  await creditStock([stockKey, stockKey]);
  expect(await free(stockKey)).toBe(8);
  expect((await auditStock(stockKey)).available).toBe(8);
});
