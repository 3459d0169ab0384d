import { expect, test } from 'vitest';
import { deterministicId, idPattern, newId, newSecretId, sameText, sign } from './id.ts';

test('an id sorts by its time and fits its own pattern', () => {
  const [first, second] = [newId('ord'), newId('ord')];
  expect(first).toMatch(idPattern('ord'));
  expect(first.slice(0, 14) <= second.slice(0, 14)).toBe(true);
  expect(newId('pay')).not.toMatch(idPattern('ord'));
});

test('an id that follows from what it is about is the same every time, sorts by its moment and fits the pattern', () => {
  const id = deterministicId('ntf', ['evt_1', 'order-confirmation'], 1_795_000_000_000);
  expect(id).toBe(deterministicId('ntf', ['evt_1', 'order-confirmation'], 1_795_000_000_000));
  expect(id).toBe('ntf_01M7Q5CQG0QA7GRMM32CZEX3C6');
  expect(id).toMatch(idPattern('ntf'));
  expect(id).not.toBe(deterministicId('ntf', ['evt_1order', '-confirmation'], 1_795_000_000_000));
  expect(deterministicId('ntf', ['evt_0'], 1_795_000_000_001) > id).toBe(true);
});

test('an id without a moment follows from its parts alone', () => {
  const id = deterministicId('ref', ['key_1', '/orders', 'again']);
  expect(id).toBe('ref_56GBZCCQVX9QBBJ6H3MRCTDVWN');
  expect(id).toMatch(idPattern('ref'));
  expect(id.slice(4, 14)).not.toBe(deterministicId('ref', ['key_1', '/orders', 'anew']).slice(4, 14));
});

test('a secret id carries 160 random bits', () => {
  const id = newSecretId('crt');
  expect(id).toMatch(/^crt_[0-9A-HJKMNP-TV-Z]{32}$/);
  expect(id).toMatch(idPattern('crt'));
  expect(new Set(Array.from({ length: 1000 }, () => newSecretId('crt'))).size).toBe(1000);
});

test('a signature is bound to its purpose', () => {
  expect(sign('key', 'a', 'text')).not.toBe(sign('key', 'b', 'text'));
  expect(sign('key', 'ab', 'c')).not.toBe(sign('key', 'a', 'bc'));
  expect(sameText('abc', 'abc')).toBe(true);
  expect(sameText('abc', 'abd')).toBe(false);
  expect(sameText('abc', 'abcd')).toBe(false);
});
