import { expect, test } from 'vitest';
import { versionsIn, versionWord, watch } from './watch.ts';

test('a text shows versions of articles; of two the older one counts', () => {
  const text = `<h2>${versionWord(1, 12)}</h2><p>${versionWord(2, 3)}</p> ${versionWord(1, 9)}`;
  expect(versionsIn(text)).toEqual(new Map([[1, 9], [2, 3]])); // biome-ignore format: pairs
});

test('each publication counts until the last answer that is older; one that nobody saw older counts as at once', () => {
  const { publish, see, latenessOf } = watch();
  const page = (end: number, text: string) => see({ kind: 'page', articles: [1], end, text });
  publish({ article: 1, version: 1, at: 1000 });
  page(900, 'not found');
  page(1500, 'not found');
  page(2500, versionWord(1, 1));
  publish({ article: 1, version: 2, at: 3000 });
  page(4000, versionWord(1, 1));
  page(8999, versionWord(1, 1));
  page(9500, versionWord(1, 2));
  publish({ article: 2, version: 1, at: 9000 });
  page(9900, versionWord(1, 2));
  expect(latenessOf('page')).toEqual([0, 500, 5999]);
});

test('an answer that goes back to an older version is found', () => {
  const { publish, see, latenessOf } = watch();
  publish({ article: 1, version: 1, at: 1000 });
  publish({ article: 1, version: 2, at: 2000 });
  see({ kind: 'page', articles: [1], end: 2500, text: versionWord(1, 2) });
  see({ kind: 'page', articles: [1], end: 20_000, text: versionWord(1, 1) });
  expect(latenessOf('page')).toEqual([0, 18_000]);
});
