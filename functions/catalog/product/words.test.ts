import { expect, it } from 'vitest';
import { fold, wordsOf } from './words.ts';

it.each([
  ['Café', 'cafe'],
  ['CAFE\u0301', 'cafe'],
  ['Straße', 'strasse'],
  ['Smørrebrød', 'smorrebrod'],
  ['Łódź', 'lodz'],
  ['ﬁne ＡＢＣ', 'fine abc'],
  ['Ελλάδα', 'ελλαδα'],
  ['ガラス', 'ガラス'],
  ['ที่', 'ที่'],
])('%s is compared as %s', (text, folded) => {
  expect(fold(text)).toBe(folded);
});

it.each([
  ["Men's T-Shirt, size 42", ['mens', 't', 'shirt', 'size', '42']],
  ['L’Oréal/Paris', ['loreal', 'paris']],
  ['  !?  ', []],
  ['東京 マグ', ['東京', 'マグ']],
])('the words of %s', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});
