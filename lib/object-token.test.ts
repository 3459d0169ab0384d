import { afterEach, expect, test } from 'vitest';
import { forgetEnv } from './env.ts';
import { isTokenOf, objectToken } from './object-token.ts';

const [OLD, NEW] = ['o'.repeat(40), 'n'.repeat(40)];
const before = process.env['TOKEN_KEYS'];
const keys = (text: string | undefined): void => {
  process.env['TOKEN_KEYS'] = text;
  forgetEnv();
};
afterEach(() => keys(before));

test('a token names its key and follows from object and key alone', () => {
  keys(`k1:${OLD}`);
  expect(objectToken('order', 'ord_1')).toMatch(/^k1\.[A-Za-z0-9_-]{43}$/);
  expect(objectToken('order', 'ord_1')).toBe(objectToken('order', 'ord_1'));
});

test('a token fits its own object and no other, nor an object of another kind', () => {
  keys(`k1:${OLD}`);
  const token = objectToken('order', 'ord_1');
  expect(isTokenOf('order', 'ord_1', token)).toBe(true);
  expect(isTokenOf('order', 'ord_2', token)).toBe(false);
  expect(isTokenOf('return', 'ord_1', token)).toBe(false);
  for (const forged of ['', '.', 'k1', `${token}.`, token.replace('k1', 'k2'), token.slice(0, -1)])
    expect(isTokenOf('order', 'ord_1', forged), forged).toBe(false);
});

test('keys rotate: accepted, then signing, then dropped, and tokens of either key are good until the drop', () => {
  keys(`k1:${OLD}`);
  const first = objectToken('order', 'ord_1');
  keys(`k1:${OLD},k2:${NEW}`);
  expect(objectToken('order', 'ord_1')).toBe(first);
  const early = (() => {
    // Another function of the stage signs with the new key already.
    keys(`k2:${NEW},k1:${OLD}`);
    return objectToken('order', 'ord_1');
  })();
  keys(`k1:${OLD},k2:${NEW}`);
  expect(isTokenOf('order', 'ord_1', early)).toBe(true);
  keys(`k2:${NEW},k1:${OLD}`);
  expect(isTokenOf('order', 'ord_1', first)).toBe(true);
  keys(`k2:${NEW}`);
  expect(isTokenOf('order', 'ord_1', first)).toBe(false);
  expect(isTokenOf('order', 'ord_1', early)).toBe(true);
});

test('tokens of before key ids are good until the key k0 is dropped', () => {
  const withoutId = '5Uwp2abTLaqUlS8LT9f_OlRQj3ezD2JsysSEnP0msjE';
  keys(`k1:${NEW},k0:${OLD}`);
  expect(isTokenOf('order', 'ord_1', withoutId)).toBe(true);
  expect(isTokenOf('order', 'ord_2', withoutId)).toBe(false);
  keys(`k1:${NEW}`);
  expect(isTokenOf('order', 'ord_1', withoutId)).toBe(false);
});

test.each(['', 'k1', `k1:short`, `K1:${OLD}`, `k1:${OLD},`, OLD])('%j is not a list of keys', (text) => {
  keys(text);
  expect(() => objectToken('order', 'ord_1')).toThrow('TOKEN_KEYS missing or malformed');
});
