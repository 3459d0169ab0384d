import { expect, test } from 'vitest';
import { newId } from './id.ts';
import {
  batchGet,
  ConditionFailed,
  check,
  get,
  put,
  putNew,
  query,
  queryAll,
  remove,
  tableOf,
  transact,
  transactIf,
  update,
  write,
  writeIf,
} from './table.ts';
import { inScope } from './trace.ts';

const table = tableOf('orders');
const fresh = () => ({ pk: newId('tst'), sk: 'item' });
class Taken extends Error {}

test('creation is conditional, and its refusal has a name', async () => {
  const key = fresh();
  await write(putNew(table, { ...key, n: 1 }));
  await expect(write(putNew(table, { ...key, n: 2 }, (found) => new Taken(String(found?.['n']))))).rejects.toThrow(
    new Taken('1'),
  );
  await expect(write(putNew(table, { ...key, n: 2 }))).rejects.toThrow(ConditionFailed);
  expect(await get({ table, key }, { consistent: true })).toMatchObject({ n: 1 });
});

test('an update answers the new attributes; a refused one what it found', async () => {
  const key = fresh();
  await write(put(table, { ...key, n: 1 }));
  expect(await write(update(table, key, 'SET #n = #n + :by', { by: 2 }))).toMatchObject({ n: 3 });
  const refused = await write(update(table, key, 'SET #n = :x', { x: 9 }, { if: '#n = :y', values: { y: 8 } })).catch(
    (error) => error,
  );
  expect(refused).toMatchObject({ index: 0, found: { ...key, n: 3 } });
  expect(await writeIf(update(table, key, 'SET #n = :x', { x: 9 }, { if: '#n = :y', values: { y: 8 } }))).toBe(false);
  expect(await write(remove(table, key))).toMatchObject({ n: 3 });
});

test('a transaction is all or nothing, and its refusal is that of the write that refused', async () => {
  const [a, b] = [fresh(), fresh()];
  await write(putNew(table, { ...b, n: 1 }));
  const writes = [putNew(table, a), putNew(table, b, (found) => new Taken(`${found?.['pk']} ${found?.['n']}`))];
  await expect(transact(writes)).rejects.toThrow(new Taken(`${b.pk} 1`));
  expect(await get({ table, key: a }, { consistent: true })).toBeUndefined();
  expect(await transactIf([putNew(table, a), check(table, b, { if: '#n = :n', values: { n: 2 } })])).toBe(false);
  expect(await transactIf([putNew(table, a), check(table, b, { if: '#n = :n', values: { n: 1 } })])).toBe(true);
});

test('the same bytes under the same token take effect once', async () => {
  const key = fresh();
  await write(put(table, { ...key, n: 0 }));
  const writes = [update(table, key, 'ADD #n :one', { one: 1 })];
  const token = newId('tok');
  await transact(writes, token);
  await transact(writes, token);
  expect(await get({ table, key }, { consistent: true })).toMatchObject({ n: 1 });
});

test('a batch answers in the order asked, with gaps and repeats', async () => {
  const [a, b] = [fresh(), fresh()];
  await write(put(table, { ...a, n: 1 }));
  const found = await batchGet(
    [b, a, a].map((key) => ({ table, key })),
    { consistent: true },
  );
  expect(found).toEqual([undefined, { ...a, n: 1 }, { ...a, n: 1 }]);
});

test('a batch of any size is read, a hundred a call', async () => {
  const keys = Array.from({ length: 101 }, fresh);
  const last = keys.at(-1) ?? fresh();
  await write(put(table, { ...last, n: 1 }));
  const [calls, found] = await inScope({ requestId: 'r', actor: 'test' }, async ({ meter }) => {
    const items = await batchGet(keys.map((key) => ({ table, key })));
    return [meter.calls, items] as const;
  });
  expect([calls, found.length, found.at(-1)?.['n']]).toEqual([2, 101, 1]);
});

test('a partition is read page by page, and never cut silently', async () => {
  const { pk } = fresh();
  for (const i of [1, 2, 3]) await write(put(table, { pk, sk: `row#${i}`, i }));
  const first = await query(table, { pk, begins: 'row#', limit: 2 });
  expect(first.items.map((item) => item['i'])).toEqual([1, 2]);
  const second = await query(table, { pk, begins: 'row#', limit: 2, after: first.last });
  expect([second.items.map((item) => item['i']), second.last]).toEqual([[3], undefined]);
  expect(
    (await queryAll(table, { pk, between: ['row#2', 'row#3'], limit: 2, newestFirst: true })).map((item) => item['i']),
  ).toEqual([3, 2]);
  await expect(queryAll(table, { pk, limit: 2 })).rejects.toThrow('more than 2 items');
});

test('what an invocation uses is counted', async () => {
  const meter = await inScope({ requestId: 'r', actor: 'test' }, async (scope) => {
    const key = fresh();
    await write(put(table, { ...key, text: 'x'.repeat(1500) }));
    await get({ table, key });
    await transact([update(table, key, 'SET #n = :n', { n: 1 })]);
    return scope.meter;
  });
  expect(meter).toEqual({ calls: 3, readUnits: 0.5, writeUnits: 6, messages: 0 });
});
