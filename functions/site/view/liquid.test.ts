import { expect, test } from 'vitest';
import { theme } from '../system/theme.ts';
import { renderTemplate } from './liquid.ts';
import { plainText } from './plain-text.ts';

/** What is put out as it is: HTML that was sanitised when it was saved, and JSON for a script. */
const unescaped = ['block.html', 'list.html', 'page.json', 'product.html'];

test('templates put nothing out unescaped but sanitised HTML and JSON', async () => {
  const found = Object.values((await theme()).templates).flatMap((text) =>
    [...text.matchAll(/\{\{-?\s*([^}|]+?)\s*\|\s*raw\s*-?\}\}/g)].map(([, name]) => name),
  );
  expect(found.sort()).toEqual(unescaped);
  const all = Object.values((await theme()).templates).join('');
  expect(all.match(/\braw\b/g)).toHaveLength(unescaped.length);
  expect(all).not.toMatch(/<script(?! type="application\/ld\+json")|\son\w+=|style=|javascript:/);
});

test('a price is escaped, and none of a value’s own workings can be read', async () => {
  const price = { now: '<b>', isLowest: false, before: null };
  expect(await renderTemplate('price', { price })).toBe('<strong>&lt;b&gt;</strong>\n');
  await expect(renderTemplate('price', { price: { now: '1', isLowest: false } })).rejects.toThrow(
    /undefined variable: price\.before/,
  );
  await expect(renderTemplate('price', { price: Object.create(price) })).rejects.toThrow(/undefined variable/);
});

test('plain text is one line of words, cut at a blank and never within a character', () => {
  expect(plainText('<p>One&nbsp;&amp; <b>two</b></p>\n<p>&lt;three&gt;</p>', 100)).toBe('One & two <three>');
  expect(plainText('<p>one two three</p>', 9)).toBe('one two…');
  expect(plainText('😀😀😀', 4)).toBe('😀…');
});
