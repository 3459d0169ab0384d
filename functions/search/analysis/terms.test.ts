import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { MOST_WORDS, wordsOfQuery } from './query-words.ts';
import { stemOf } from './stems.ts';
import { identifierTerm, termsOf } from './terms.ts';

describe('folding', () => {
  it('takes away case, accents, width and ligatures', () => {
    expect(['Café', 'CAFE\u0301', 'ｃａｆé', 'ﬁn', 'GROẞ', 'Łódź', 'Ærø', 'ΛΌΓΟΣ'].map(fold)).toEqual(
      ['cafe', 'cafe', 'cafe', 'fin', 'gross', 'lodz', 'aero', 'λογοσ'],
    ); // biome-ignore format: pairs
  });

  it('keeps marks that make another letter, and vowels that are marks', () => {
    expect(['ガ', 'ｶﾞ', 'ค่า', 'हिन्दी', '한국'].map(fold)).toEqual(['ガ', 'ガ', 'ค่า', 'हिन्दी', '한국']);
  });
});

describe('terms', () => {
  it('are words and their stems, in their order', () => {
    expect(termsOf('Sharp knives, Mugs', 'en')).toEqual(['sharp', 'knives', 'knife', 'mugs', 'mug']);
    expect(termsOf('iPhone 8 cases', 'en')).toContain('iphone8');
  });

  it('have parts and the whole of what is joined or mixed', () => {
    expect(termsOf('USB-C', 'en')).toEqual(['usb', 'c', 'usbc']);
    expect(termsOf('500GB', 'en')).toEqual(['500gb', '500', 'gb']);
    expect(termsOf('dv7-1211ea', 'en')).toEqual(['dv7', 'dv', '7', '1211ea', '1211', 'ea', 'dv71211ea']);
    expect(termsOf('16-07', 'en')).toEqual(['16', '07', '1607']);
    // Letters inside the number of a part are none of its words.
    expect(termsOf('4179B002AA', 'en')).toEqual(['4179b002aa']);
    expect(termsOf("women's l'eau", 'fr')).toContain('eau');
  });

  it('have each two letters of a script without blanks', () => {
    expect(termsOf('抹茶茶碗', 'ja')).toEqual(['抹茶', '茶茶', '茶碗', '碗']);
    expect(termsOf('iPhone用ケース', 'ja')).toEqual(['iphone', '用ケ', 'ケー', 'ース', 'ケース', 'ス']);
  });

  it('are letters, digits and marks alone, whatever the text', () => {
    const all = termsOf('a\0b "c" d* (e:f) <g> \ud800 h\u200bi 👍🏽 ^j', 'en');
    expect(all.filter((term) => !/^[\p{L}\p{N}\p{M}]+$/u.test(term))).toEqual([]);
    expect(termsOf('x'.repeat(500), 'en')[0]?.length).toBe(64);
  });

  it('of an identifier are one, never stemmed', () => {
    expect(['FG-1234.BLK', ' fg 1234 blk', 'SHIRTS', '--'].map(identifierTerm)).toEqual(['fg1234blk', 'fg1234blk', 'shirts', '']); // biome-ignore format: pairs
  });
});

describe('stems', () => {
  it('are the same for what is one word', () => {
    const pairs = [
      ['knives', 'knife'], ['bookshelves', 'bookshelf'], ['women', 'woman'], ['womens', 'woman'], ['children', 'child'],
      ['batteries', 'battery'], ['glasses', 'glass'], ['gloves', 'glove'], ['olives', 'olive'], ['scarves', 'scarf'],
    ]; // biome-ignore format: pairs
    for (const [one = '', other = ''] of pairs) expect(stemOf(one, 'en')).toBe(stemOf(other, 'en'));
    expect(stemOf('jacken', 'de-AT')).toBe(stemOf('jacke', 'de'));
  });

  it('are words also of what every object has', () => {
    for (const word of ['constructor', 'tostring', 'valueof', 'hasownproperty'])
      for (const language of ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'sv', 'da', 'no', 'fi', 'constructor'])
        expect(typeof stemOf(word, language)).toBe('string');
  });

  it('are the word itself where nothing is known, or nothing is to be taken away', () => {
    expect(['usb', 'bus', 'gb500'].map((word) => stemOf(word, 'en'))).toEqual(['usb', 'bus', 'gb500']);
    for (const language of ['', 'xx', 'ja', '??']) expect(stemOf('jackets', language)).toBe('jackets');
  });
});

describe('words of a query', () => {
  const waysOf = (q: string) => wordsOfQuery(q, 'en').map(({ ways }) => ways.map((way) => way.join('+')));

  it('have each way in which they are written', () => {
    expect(waysOf('usb c')).toEqual([['usbc', 'usb+c']]);
    expect(waysOf('USB-C cables')).toEqual([['usbc', 'usb+c'], ['cables', 'cabl']]); // biome-ignore format: words
    expect(waysOf('500gb')).toEqual([['500gb', '500+gb']]);
  });

  it('are what a dictionary finds in a script without blanks, without particles', () => {
    expect(wordsOfQuery('日本の抹茶茶碗', 'ja').map(({ text }) => text)).toEqual(['日本', '抹茶', '茶碗']);
    expect(wordsOfQuery('の', 'ja').map(({ text }) => text)).toEqual(['の']);
  });

  it('may have one letter wrong from five letters on, without digits', () => {
    const correctable = (q: string) => wordsOfQuery(q, 'en').map((word) => word.correctable);
    expect(correctable('lether mugs ab12345 ステンレス')).toEqual([true, false, false, false]);
  });

  it('come once each, and are so many', () => {
    expect(wordsOfQuery('mug MUG múg', 'en').length).toBe(1);
    expect(wordsOfQuery(Array.from({ length: 200 }, (_, n) => `word${n}x`).join(' '), 'en').length).toBe(MOST_WORDS);
    expect(wordsOfQuery('?! "" * \0', 'en')).toEqual([]);
  });
});
