import { expect, test } from 'vitest';
import { referencesOf } from './references.ts';

const id = (prefix: string, n = 0): string => `${prefix}_01J${String(n).padStart(23, '0')}`;

test('what a body refers to is listed once, by kind, in its order', () => {
  expect(
    referencesOf([
      { type: 'text', markdown: `[a](/media/${id('med', 9)})` },
      { type: 'image', mediaId: id('med', 2) },
      { type: 'gallery', items: [{ mediaId: id('med', 1) }, { mediaId: id('med', 2) }] },
      { type: 'embed', url: 'https://vimeo.com/1', title: 'a', mediaId: id('med', 3) },
      { type: 'embed', url: 'https://vimeo.com/2', title: 'a' },
      { type: 'product', productId: id('prd', 1) },
      { type: 'product', productId: id('prd', 1) },
      { type: 'products', collectionId: id('col', 1) },
      { type: 'entry', entryId: id('ent', 1) },
    ]),
  ).toEqual({
    products: [id('prd', 1)],
    collections: [id('col', 1)],
    entries: [id('ent', 1)],
    media: [id('med', 2), id('med', 1), id('med', 3)],
  });
  expect(referencesOf([])).toEqual({ products: [], collections: [], entries: [], media: [] });
});
