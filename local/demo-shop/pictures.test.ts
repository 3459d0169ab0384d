import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PICTURES, PICTURES_IN_FILE, pictureAt } from './pictures.ts';

test('a slug has a picture, the same each time, and another than its neighbour’s', () => {
  const mug = pictureAt(`${PICTURES}mug.svg`);
  expect(mug?.headers?.['content-type']).toBe('image/svg+xml');
  expect(mug?.body).toMatch(/^<svg [\s\S]+aria-label="mug"[\s\S]+<\/svg>\n$/);
  expect(pictureAt(`${PICTURES}mug.svg`)).toEqual(mug);
  expect(pictureAt(`${PICTURES}throw.svg`)?.body).not.toBe(mug?.body);
});

test.each(['/api/v1/products', PICTURES, `${PICTURES}mug.png`, `${PICTURES}"><script>.svg`, `${PICTURES}../mug.svg`])(
  '%s is no picture',
  (path) => {
    expect(pictureAt(path)).toBeUndefined();
  },
);

test('every address in the demo’s catalog is one of them', () => {
  const catalog = readFileSync(join(import.meta.dirname, '../demo-catalog.csv'), 'utf8');
  const addresses = catalog.match(/https?:\/\/[^,\s"]+/g) ?? [];
  expect(addresses.length).toBeGreaterThan(40);
  expect(addresses.filter((one) => pictureAt(one.replace(PICTURES_IN_FILE, PICTURES)) === undefined)).toEqual([]);
});
