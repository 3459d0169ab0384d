import { expect, test } from 'vitest';
import { buildDocument, documentOf, raiseDocument, readDocument } from './document.ts';
import { newId } from './id.ts';
import { get, tableOf, write } from './table.ts';

const table = tableOf('catalog');
const fresh = () => ({ pk: newId('doc'), sk: 'document' });

test('a document is as new as the last change that asked for it, also when it comes while building', async () => {
  const key = fresh();
  await write(raiseDocument(table, key));
  let [state, built] = [1, 0];
  await buildDocument(table, key, async () => {
    built += 1;
    const seen = state;
    if (built === 1) {
      state = 2;
      await write(raiseDocument(table, key));
    }
    return { json: JSON.stringify({ state: seen }) };
  });
  expect(built).toBe(2);
  expect(documentOf(await readDocument(table, key), 5)).toMatchObject({
    raw: { text: '{"state":2}' },
    headers: { 'cache-control': expect.stringContaining('s-maxage=5') },
  });
});

test('twenty builders at once leave the newest, and a build that was not asked for does nothing', async () => {
  const key = fresh();
  let state = 0;
  const change = async () => {
    state += 1;
    await write(raiseDocument(table, key));
    await buildDocument(table, key, async () => ({ json: JSON.stringify({ state }) }));
  };
  await Promise.all(Array.from({ length: 20 }, change));
  expect(await get({ table, key }, { consistent: true })).toMatchObject({ json: '{"state":20}', dirty: 20, built: 20 });
  await buildDocument(table, key, () => {
    throw new Error('nobody asked');
  });
});

test('nothing to show is no document', async () => {
  const key = fresh();
  await write(raiseDocument(table, key));
  await buildDocument(table, key, async () => undefined);
  expect(documentOf(await readDocument(table, key), 5)).toBeUndefined();
});
