import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ContactInput } from './contact.ts';

const address = { name: 'Ada Lovelace', line1: '1 Way', city: 'Graz', postalCode: '8010', country: 'AT' };
const parse = (input: unknown) => z.safeParse(ContactInput, input);
const withEmail = (email: unknown) => parse({ email, shippingAddress: address });
const withAddress = (more: object) => parse({ email: 'ada@example.com', shippingAddress: { ...address, ...more } });

describe('the e-mail of a contact', () => {
  test.each([
    ['  ada@Example.COM ', 'ada@example.com'],
    ['Ada.Lovelace+shop@Mail.Example.org', 'Ada.Lovelace+shop@mail.example.org'],
    ['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
    ["o'brien@example.ie", "o'brien@example.ie"],
  ])('%j is kept as %j', (given, kept) => {
    expect(withEmail(given).data?.email).toBe(kept);
  });

  test.each([
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'ada@@example.com',
    'ada@example..com',
    '.ada@example.com',
    'ada lovelace@example.com',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    'ada@-example.com',
    'ädä@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `a@${`${'b'.repeat(60)}.`.repeat(5)}com`,
    'a'.repeat(400),
    '',
    7,
    null,
  ])('%j is refused', (given) => {
    expect(withEmail(given).success).toBe(false);
  });
});

describe('the address of a contact', () => {
  test('a country is taken in any case and kept in capitals', () => {
    expect(withAddress({ country: 'at' }).data?.shippingAddress.country).toBe('AT');
  });
  test.each(['AUT', 'XX', 'UK', '', 'A1'])('the country %j is refused', (country) => {
    expect(withAddress({ country }).success).toBe(false);
  });
  test('blanks around a line go', () => {
    expect(withAddress({ line2: '  c/o Babbage ' }).data?.shippingAddress.line2).toBe('c/o Babbage');
  });
  test.each([
    ['a line break', { name: 'Ada\nLovelace' }],
    ['nothing', { city: '   ' }],
    ['too much', { line1: 'x'.repeat(201) }],
    ['an unknown field', { planet: 'Mars' }],
    ['a missing field', { postalCode: undefined }],
  ])('%s is refused', (_, more) => {
    expect(withAddress(more).success).toBe(false);
  });
  test('a name in any script is a name', () => {
    expect(withAddress({ name: '山田 太郎 🙂' }).data?.shippingAddress.name).toBe('山田 太郎 🙂');
  });
});

test('unknown fields of a contact are refused', () => {
  expect(parse({ email: 'ada@example.com', shippingAddress: address, vip: true }).success).toBe(false);
});
