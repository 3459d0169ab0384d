import { beforeAll, beforeEach, expect, test } from 'vitest';
import { newId, newSecret } from '#lib/id.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { put, tableOf, transact, write } from '#lib/table.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { skuAt, variantAt } from '../../../catalog/public.ts';
import { sweepShard } from '../../audit/sweep-shard.ts';
import { adjustStock } from '../../counters/adjust-stock.ts';
import { reshard } from '../../counters/reshard.ts';
import { forgetHints } from '../../counters/shard-hints.ts';
import { takeWrite } from '../../counters/shard-table.ts';
import { openStock, takeStock, ticketWrites } from '../../public.ts';
import * as adjust from './adjust-stock.ts';
import * as read from './get-stock.ts';
import * as movements from './list-movements.ts';
import * as list from './list-stock.ts';

let token = '';
beforeAll(async () => {
  token = `fgk_${newSecret()}`;
  await write(put(tableOf('users'), { ...apiKeyItemKey(token), id: 'key_costs', scopes: ['inventory'] }));
});
beforeEach(forgetHints);

/** A variant with stock, named by its SKU. */
const variant = async (units: number, shards: number): Promise<{ sku: string; variantId: string }> => {
  const variantId = newId('var');
  const sku = `SKU-${variantId}`;
  const sold = { productId: newId('prd'), sku, title: 'Mug', prices: { EUR: 1200 } };
  const more = { taxClass: 'standard', requiresShipping: true, active: true };
  const [price, alias] = [variantAt(variantId), skuAt(sku)];
  await write(put(price.table, { ...price.key, type: 'price', version: 1, variantId, ...sold, ...more }));
  await write(put(alias.table, { ...alias.key, type: 'sku', variantId, productId: sold.productId, sku }));
  await openStock(variantId, { quantity: units, tracked: true, policy: 'deny' });
  if (shards > 1) await reshard(variantId, shards);
  return { sku, variantId };
};
/** Orders of one unit each. */
const sell = async (stockKey: string, orders: number): Promise<void> => {
  for (let order = 0; order < orders; order += 1) {
    const ref = newId('ord');
    const { taken } = await takeStock([{ stockKey, quantity: 1 }], ref);
    await transact(ticketWrites(taken, ref));
  }
};
type Ask = Parameters<typeof invokeHttp>[1];
/** An answer with the number of calls to the table that it took. */
const ask = async (route: Parameters<typeof invokeHttp>[0], request: Ask) => {
  const answer = await invokeHttp(route, { ...request, token });
  return { ...answer, calls: Number(String(answer.headers['x-cost']).match(/calls=(\d+)/)?.[1]) };
};
/** The whole ledger, with the most calls that a page took. */
const ledgerOf = async (sku: string, limit: number) => {
  const items: { id: string; change: number; at: string }[] = [];
  let most = 0;
  let cursor: string | undefined;
  do {
    const page = await ask(movements, { params: { sku }, query: { limit, ...(cursor && { cursor }) } });
    items.push(...page.body.items);
    most = Math.max(most, page.calls);
    expect(page.body.items.length).toBeLessThanOrEqual(limit);
    cursor = page.body.nextCursor ?? undefined;
  } while (cursor);
  return { items, most };
};

test.each([1, 4, 5, 64])(
  'the ledger of %i shards: at most 12 calls a page, every entry once, newest first',
  async (shards) => {
    const { sku, variantId } = await variant(400, shards);
    await sell(variantId, 30);
    await adjustStock(variantId, { id: newId('adj'), delta: -120, reason: 'broken' });
    await sell(variantId, 10);
    const { items, most } = await ledgerOf(sku, 20);
    expect(most).toBeLessThanOrEqual(12);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.reduce((sum, { change }) => sum + change, 0)).toBe(400 - 30 - 120 - 10);
    expect(items.filter(({ change }) => change === -1).length).toBeGreaterThanOrEqual(40);
    const times = items.map(({ at }) => at);
    if (shards <= 4) expect(times).toEqual(times.toSorted().reverse());
    else expect(items[0]?.id).toMatch(/^(ticket|credit)-0-/);
  },
);

test('the stock of a variant: at most 12 calls, and what cannot be counted by so many is null', async () => {
  const few = await variant(500, 1);
  await sell(few.variantId, 20);
  const shown = await ask(read, { params: { sku: few.sku } });
  expect(shown.calls).toBeLessThanOrEqual(12);
  expect(shown.body).toMatchObject({ available: 480, held: 20, committed: 0, onHand: 500 });
  const spread = await variant(640, 64);
  // The units that moved out of shard 0 are settled once a sweep has passed.
  await sweepShard(spread.variantId, 0, 630);
  await sell(spread.variantId, 40);
  const counted = await ask(read, { params: { sku: spread.sku } });
  expect(counted.calls).toBeLessThanOrEqual(12);
  expect(counted.body).toMatchObject({ available: 600, held: 40, committed: 0, onHand: 640 });
  const many = await variant(100_000, 64);
  await write(takeWrite(many.variantId, 0, 900));
  await sell(many.variantId, 3);
  const hidden = await ask(read, { params: { sku: many.sku } });
  expect(hidden.calls).toBeLessThanOrEqual(12);
  expect(hidden.body).toMatchObject({ available: 99_097, held: null, committed: null, onHand: null });
});

test('an adjustment of one shard, up or down, makes at most 12 calls, whatever was sold before', async () => {
  const { sku, variantId } = await variant(40_000, 1);
  await write(takeWrite(variantId, 0, 10_000));
  await sell(variantId, 3);
  for (const delta of [5, -5]) {
    const answer = await ask(adjust, { params: { sku }, body: { delta, reason: 'counted' } });
    expect(answer).toMatchObject({ status: 201, body: { stock: { available: delta === 5 ? 30_002 : 29_997 } } });
    expect(answer.calls).toBeLessThanOrEqual(12);
  }
});

test('the list of stock makes at most 12 calls a page, however many shards its variants have', async () => {
  const mine = [await variant(640, 64), await variant(640, 64), await variant(640, 64)];
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(list, { query: { limit: 100, ...(cursor && { cursor }) } });
    expect(page.calls).toBeLessThanOrEqual(12);
    seen.push(...page.body.items.map((item: { variantId: string }) => item.variantId));
    cursor = page.body.nextCursor ?? undefined;
  } while (cursor);
  expect(mine.every(({ variantId }) => seen.includes(variantId))).toBe(true);
  expect(new Set(seen).size).toBe(seen.length);
});
