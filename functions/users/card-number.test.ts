import { expect, test } from 'vitest';
import { looksLikeCardNumber } from './card-number.ts';

test.each([
  '4111111111111111',
  '4111 1111 1111 1111',
  'my card: 4242-4242-4242-4242, thanks',
  '5555555555554444',
  '2223003122003222',
  '3782 822463 10005',
  '6011111111111117',
  '3530111333300000',
  '30569309025904',
  '4222222222222',
  '４１１１１１１１１１１１１１１１',
  'order 12 4111 1111 1111 1111',
  'https://shop.example/?c=4111111111111111',
])('looks like a card number: %s', (text) => {
  expect(looksLikeCardNumber(text)).toBe(true);
});

test.each([
  '',
  'test_approved',
  'pm_1NG8Du2eZvKYlo2CUI79vXWy',
  '4111111111111112',
  '1234567890123452',
  '0000000000000000',
  '411111111111111111111111',
  'ord_01JABCDEFGHJKMNPQRSTVWXYZ0',
  'order4111111111111111x',
  '+49 30 901820 2026-11-22',
])('does not: %s', (text) => {
  expect(looksLikeCardNumber(text)).toBe(false);
});

/** The first and the last prefix of each network's ranges, in its shortest length; then one in each other kind of length. */
test.each([
  ['Visa', ['4000000000006', '4000000000000002', '4000000000000000006']],
  [
    'Mastercard',
    [
      '5100000000000008',
      '5500000000000004',
      '2221000000000009',
      '2229000000000001',
      '2230000000000008',
      '2299000000000006',
      '2300000000000003',
      '2699000000000002',
      '2700000000000009',
      '2719000000000008',
      '2720000000000005',
    ],
  ],
  ['American Express', ['340000000000009', '370000000000002']],
  [
    'Discover',
    [
      '6011000000000004',
      '6440000000000005',
      '6490000000000004',
      '6500000000000002',
      '6200000000000005',
      '6011000000000000001',
    ],
  ],
  ['JCB', ['3528000000000007', '3529000000000006', '3530000000000003', '3589000000000003', '3528000000000000007']],
  [
    'Diners Club',
    ['30000000000004', '30500000000003', '36000000000008', '38000000000006', '39000000000005', '3000000000000000007'],
  ],
  [
    'Maestro and Mir',
    [
      '5000000000005',
      '5600000000002',
      '5800000000008',
      '6300000000008',
      '6700000000009',
      '2200000000004',
      '5000000000000000005',
    ],
  ],
])('numbers of %s are known by their prefix and length', (_, numbers) => {
  expect(numbers.filter((number) => !looksLikeCardNumber(number))).toEqual([]);
});

test('just outside of the networks’ ranges a number is none, though its check digit is right', () => {
  const outside = [
    '2220000000000000',
    '2721000000000004',
    '330000000000001',
    '350000000000006',
    '6012000000000003',
    '6430000000000007',
    '3527000000000008',
    '3590000000000000',
    '30600000000001',
    '5900000000000000',
    '6600000000000001',
    '2210000000000002',
  ];
  expect(outside.filter(looksLikeCardNumber)).toEqual([]);
});

test('a network’s prefix counts at the beginning of a number, and only in that network’s lengths', () => {
  const inside = [
    '9400000000000007',
    '9510000000000004',
    '934000000000001',
    '9011000000000008',
    '9650000000000004',
    '9352800000000008',
    '93600000000005',
    '9500000000000006',
    '9630000000005',
  ];
  const lengths = ['40000000000000006', '510000000000003', '3400000000000000', '601100000000001', '500000000009'];
  expect([...inside, ...lengths].filter(looksLikeCardNumber)).toEqual([]);
});

test('groups of digits are one number across single blanks, dots and dashes of any kind, and not across more', () => {
  const divided = [
    '4111.1111.1111.1111',
    '4111-1111 1111.1111',
    '4111‐1111‒1111–1111',
    '4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1',
  ];
  expect(divided.filter((text) => !looksLikeCardNumber(text))).toEqual([]);
  const apart = ['4111  1111  1111  1111', '4111_1111_1111_1111', '4111, 1111, 1111, 1111', '4111/1111/1111/1111'];
  expect(apart.filter(looksLikeCardNumber)).toEqual([]);
});

test('a number ends where its text does: at a letter it is a part of something else', () => {
  expect(looksLikeCardNumber('a4111111111111111')).toBe(false);
  expect(looksLikeCardNumber('Z4111111111111111')).toBe(false);
  expect(looksLikeCardNumber('4111111111111111a')).toBe(false);
  expect(looksLikeCardNumber('4111111111111111Z')).toBe(false);
  expect(looksLikeCardNumber('(4111111111111111)')).toBe(true);
  expect(looksLikeCardNumber('4111111111111111.')).toBe(true);
});

test('a number is found among other groups of digits, before and after it', () => {
  expect(looksLikeCardNumber('2026-11-22 4111 1111 1111 1111 12 27 737')).toBe(true);
  expect(looksLikeCardNumber('1 22 333 4111111111111111')).toBe(true);
  expect(looksLikeCardNumber('12345678901234567890 4111111111111111')).toBe(true);
});
