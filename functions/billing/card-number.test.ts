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
