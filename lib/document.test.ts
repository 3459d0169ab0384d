import { expect, test } from 'vitest';
import { documentOf, documentWrite, readDocument } from './document.ts';
import { newId } from './id.ts';
import { tableOf, write } from './table.ts';

const table = tableOf('catalog');
const fresh = () => ({ pk: newId('doc'), sk: 'document' });

test('a document is answered with its ETag, and for how long shared caches may keep it', async () => {
  const key = fresh();
  await write(documentWrite({ table, key }, { json: '{"state":2}' }));
  expect(documentOf(await readDocument(table, key), 5)).toMatchObject({
    raw: { text: '{"state":2}' },
    headers: { 'cache-control': expect.stringContaining('s-maxage=5') },
  });
});

test('nothing to show is no document', async () => {
  const key = fresh();
  await write(documentWrite({ table, key }, { json: '{}' }));
  await write(documentWrite({ table, key }, undefined));
  expect(documentOf(await readDocument(table, key), 5)).toBeUndefined();
});
