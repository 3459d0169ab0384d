import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { get, tableOf, write } from '#lib/table.ts';
import { showPage } from './documents/show-page.ts';
import { documentWrite, readDocument, type StoredDocument } from './stored-document.ts';

const table = tableOf('catalog');
const fresh = () => ({ pk: newId('doc'), sk: 'document' });

test('a document is answered with its ETag, and for how long shared caches may keep it', async () => {
  const key = fresh();
  await write(documentWrite({ table, key }, { json: '{"state":2}' }));
  const reply = await showPage((await readDocument({ table, key })) as StoredDocument, 0);
  expect(reply.headers).toMatchObject({ 'cache-control': expect.stringContaining('s-maxage=2') });
  expect(reply.raw?.content.text()).toBe('{"state":2}');
});

test('nothing to show is no document', async () => {
  const key = fresh();
  await write(documentWrite({ table, key }, { json: '{}' }));
  await write(documentWrite({ table, key }, undefined));
  expect(await readDocument({ table, key })).toBeUndefined();
});

test('a large document is stored compressed, and sent as it lies there', async () => {
  const key = fresh();
  const json = JSON.stringify({ text: 'mug '.repeat(1000) });
  await write(documentWrite({ table, key }, { json }));
  const stored = (await get({ table, key }, { consistent: true }))?.['json'] as Uint8Array;
  expect(stored.length).toBeLessThan(200);
  const { content } = (await readDocument({ table, key })) as StoredDocument;
  expect(content.text()).toBe(json);
  expect(content.encoded('br')).toBe(Buffer.from(stored).toString('base64'));
});
