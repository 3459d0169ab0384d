import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOrderNumber, orderNumber } from './order-number.ts';

test('a number is told from a mistyped one', () => {
  const number = orderNumber('ord_01J00000000000000000000000');
  expect(number).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$/);
  expect(isOrderNumber(number.toLowerCase())).toBe(true);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 11 }),
      fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
      (at, character) => {
        const plain = number.replaceAll('-', '');
        const typed = plain.slice(0, at) + character + plain.slice(at + 1);
        expect(isOrderNumber(typed)).toBe(typed === plain);
      },
    ),
  );
});
