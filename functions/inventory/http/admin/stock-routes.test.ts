import { beforeAll, expect, test } from 'vitest';
import { newId, newSecret } from '#lib/id.ts';
import { apiKeyItemKey } from '#lib/identity.ts';
import { put, tableOf, transact, write } from '#lib/table.ts';
import { invokeHttp } from '../../../../test/support/invoke.ts';
import { variantAt } from '../../../catalog/public.ts';
import { claimTickets } from '../../ledger/claim-tickets.ts';
import { auditOf, shardOf } from '../../ledger/ledger.fixture.ts';
import { takeStock, ticketWrites } from '../../public.ts';
import * as adjust from './adjust-stock.ts';
import * as read from './get-stock.ts';
import * as movements from './list-movements.ts';
import * as list from './list-stock.ts';
import * as set from './set-stock.ts';

const keyOf = async (...scopes: string[]): Promise<string> => {
  const secret = `fgk_${newSecret()}`;
  await write(put(tableOf('users'), { ...apiKeyItemKey(secret), id: `key_${scopes.join('_')}`, scopes }));
  return secret;
};
let token = '';
beforeAll(async () => {
  token = await keyOf('inventory');
});

/** A variant as the catalog keeps it. */
const variant = async (): Promise<string> => {
  const variantId = newId('var');
  const sold = { productId: newId('prd'), sku: `SKU-${variantId}`, title: 'Mug', prices: { EUR: 1200 } };
  const { table, key } = variantAt(variantId);
  const more = { taxClass: 'standard', requiresShipping: true, active: true };
  await write(put(table, { ...key, type: 'price', version: 1, variantId, ...sold, ...more }));
  return variantId;
};
const show = async (sku: string) => (await invokeHttp(read, { params: { sku }, token })).body;
const putStock = (sku: string, body: unknown, headers = {}) =>
  invokeHttp(set, { params: { sku }, body, token, headers });
const adjustBy = (sku: string, body: unknown, headers = {}) =>
  invokeHttp(adjust, { params: { sku }, body, token, headers });

test('without a record: tracked, with nothing, version 0', async () => {
  const sku = await variant();
  expect(await show(sku)).toEqual({
    sku: `SKU-${sku}`, variantId: sku, tracked: true, policy: 'deny',
    onHand: 0, available: 0, held: 0, committed: 0, shards: 1, purchaseLimit: null, version: 0,
  }); // biome-ignore format: an answer
});

test('what is held, sold and free adds up to what is on hand', async () => {
  const sku = await variant();
  expect((await putStock(sku, { available: 12 })).status).toBe(200);
  const { taken } = await takeStock([{ stockKey: sku, quantity: 1 }]);
  await transact(ticketWrites(taken, 'ord_a'));
  await claimTickets(taken, 'ord_a');
  await transact(ticketWrites((await takeStock([{ stockKey: sku, quantity: 1 }])).taken, 'ord_b'));
  await takeStock([{ stockKey: sku, quantity: 1 }]);
  expect(await show(sku)).toMatchObject({ onHand: 12, available: 9, held: 2, committed: 1 });
});

test('a key without the scope is refused, no key is asked for one, an unknown variant is a 404', async () => {
  const sku = await variant();
  expect((await invokeHttp(read, { params: { sku }, token: await keyOf('catalog') })).status).toBe(403);
  expect((await invokeHttp(read, { params: { sku } })).status).toBe(401);
  expect((await invokeHttp(read, { params: { sku: 'NO-SUCH' }, token })).status).toBe(404);
});

test('setting the count moves it by the difference, up and down, and a repeat changes nothing', async () => {
  const sku = await variant();
  await putStock(sku, { available: 10 });
  await takeStock([{ stockKey: sku, quantity: 4 }]);
  expect((await putStock(sku, { available: 9 })).body).toMatchObject({ available: 9, held: 4, onHand: 13 });
  const down = (await putStock(sku, { available: 2 })).body;
  expect(down).toMatchObject({ available: 2, held: 4, onHand: 6 });
  expect((await putStock(sku, { available: 2 })).body).toEqual(down);
  expect((await auditOf(sku)).counted).toBe((await auditOf(sku)).credited);
});

test('If-Match: anything that moved since is a 412, and nothing is changed', async () => {
  const sku = await variant();
  const first = await putStock(sku, { available: 5 }, { 'if-match': '"0"' });
  expect(first).toMatchObject({ status: 200, body: { version: 1 }, headers: { etag: '"1"' } });
  expect((await putStock(sku, { available: 6 }, { 'if-match': '"1"' })).status).toBe(200);
  const { version } = await show(sku);
  await takeStock([{ stockKey: sku, quantity: 1 }]);
  const late = await putStock(sku, { available: 50 }, { 'if-match': `"${version}"` });
  expect(late).toMatchObject({ status: 412, body: { code: 'precondition-failed' } });
  expect((await show(sku)).available).toBe(5);
});

test('ten staff members set at once with the same version: one gets through', async () => {
  const sku = await variant();
  await putStock(sku, { available: 5 });
  const { version } = await show(sku);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, extra) => putStock(sku, { available: 20 + extra }, { 'if-match': `"${version}"` })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
});

test('untracked: counts are null and it sells; tracked again with a count, that is what is left', async () => {
  const sku = await variant();
  expect((await putStock(sku, { tracked: false })).body).toMatchObject({
    tracked: false,
    available: null,
    onHand: null,
  });
  await takeStock([{ stockKey: sku, quantity: 30 }]);
  expect(await show(sku)).toMatchObject({ available: null, held: 30 });
  expect((await putStock(sku, { tracked: true, available: 8 })).body).toMatchObject({ available: 8, onHand: 38 });
  expect(await takeStock([{ stockKey: sku, quantity: 9 }])).toEqual({
    taken: [],
    refused: { stockKey: sku, available: 8 },
  });
});

test('back-orders switched on and off', async () => {
  const sku = await variant();
  await putStock(sku, { available: 1, policy: 'continue' });
  await takeStock([{ stockKey: sku, quantity: 3 }]);
  expect(await show(sku)).toMatchObject({ available: -2, policy: 'continue', onHand: 1 });
  await putStock(sku, { policy: 'deny' });
  expect('refused' in (await takeStock([{ stockKey: sku, quantity: 1 }]))).toBe(true);
});

test('more shards than 64 are refused; so are unknown fields and counts below zero', async () => {
  const sku = await variant();
  expect((await putStock(sku, { available: 1, shards: 65 })).status).toBe(400);
  expect((await putStock(sku, { available: 1, shards: 0 })).status).toBe(400);
  expect((await putStock(sku, { available: -1 })).status).toBe(400);
  expect((await putStock(sku, { available: 1, onHand: 4 })).status).toBe(400);
});

test('an adjustment up and down, with its reason and who made it in the ledger', async () => {
  const sku = await variant();
  await putStock(sku, { available: 3 });
  const up = await adjustBy(sku, { delta: 5, reason: 'delivery 77' });
  expect(up).toMatchObject({ status: 201, body: { delta: 5, reason: 'delivery 77', stock: { available: 8 } } });
  expect((await adjustBy(sku, { delta: -2, reason: 'broken' })).body.stock).toMatchObject({ available: 6, onHand: 6 });
  const { items } = (await invokeHttp(movements, { params: { sku }, token })).body;
  expect(items).toMatchObject([
    { kind: 'ticket', change: -2, state: 'adjusted', reason: 'broken', actor: 'key:key_inventory' },
    {
      kind: 'credit',
      change: 5,
      state: null,
      reference: up.body.id,
      reason: 'delivery 77',
      actor: 'key:key_inventory',
    },
    { kind: 'credit', change: 3, reference: 'opening', reason: 'opening balance' },
  ]);
});

test('taking away more than is available: refused, and nothing moved', async () => {
  const sku = await variant();
  await putStock(sku, { available: 3 });
  expect(await adjustBy(sku, { delta: -4, reason: 'lost' })).toMatchObject({
    status: 409,
    body: { code: 'out-of-stock', requested: 4, available: 3 },
  });
  expect(await shardOf(sku)).toMatchObject({ n: 3, t: 0 });
  expect((await adjustBy(sku, { delta: 0, reason: 'nothing' })).status).toBe(400);
  expect((await adjustBy(sku, { delta: 1 })).status).toBe(400);
});

test('the same Idempotency-Key: the same answer and one effect; another body is a 422', async () => {
  const sku = await variant();
  await putStock(sku, { available: 1 });
  const headers = { 'idempotency-key': `key-${sku}` };
  const first = await adjustBy(sku, { delta: 4, reason: 'delivery' }, headers);
  const again = await adjustBy(sku, { delta: 4, reason: 'delivery' }, headers);
  expect(again.body).toEqual(first.body);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect((await adjustBy(sku, { delta: 9, reason: 'delivery' }, headers)).status).toBe(422);
  expect((await show(sku)).available).toBe(5);
});

test('the ledger by pages of two is the ledger, once each, newest first', async () => {
  const sku = await variant();
  await putStock(sku, { available: 3 });
  for (const delta of [200, -90, 7, -1, -1]) await adjustBy(sku, { delta, reason: `by ${delta}` });
  const seen: number[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 2, ...(cursor && { cursor }) };
    const { body } = await invokeHttp(movements, { params: { sku }, query, token });
    seen.push(...body.items.map((item: { change: number }) => item.change));
    cursor = body.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual([-1, -1, 7, -90, 200, 3]);
});

test('the list shows every record once, page by page; its cursor cannot be forged', async () => {
  const mine = new Set([await variant(), await variant(), await variant(), await variant(), await variant()]);
  for (const sku of mine) await putStock(sku, { available: 2 });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 3, ...(cursor && { cursor }) };
    const { status, body } = await invokeHttp(list, { query, token });
    expect(status).toBe(200);
    seen.push(...body.items.map((item: { variantId: string }) => item.variantId));
    cursor = body.nextCursor ?? undefined;
  } while (cursor);
  expect(seen.toSorted()).toEqual(seen);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((stockKey) => mine.has(stockKey))).toHaveLength(5);
  expect((await invokeHttp(list, { query: { cursor: 'e30.x' }, token })).status).toBe(400);
});
