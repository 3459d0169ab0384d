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

test('a number is drawn from the order’s id alone', () => {
  expect(['ord_1', 'ord_2', 'ord_3'].map(orderNumber)).toEqual([
    'MZKY-C178-JGAH-R',
    'K1WC-V53J-KGYF-T',
    'VKW3-E4W6-RHXE-A',
  ]);
});

test('a number is read with or without its dashes, with blanks, and in small letters', () => {
  const number = orderNumber('ord_1');
  const plain = number.replaceAll('-', '');
  for (const text of [number, plain, plain.toLowerCase(), number.replaceAll('-', ' '), ` ${number} `])
    expect(isOrderNumber(text), text).toBe(true);
  for (const text of ['', plain.slice(1), `${plain}0`, `0${plain}`, `${number}.`, `#${number}`, `I${plain.slice(1)}`])
    expect(isOrderNumber(text), text).toBe(false);
});

test('two neighbours that were swapped are told, but for 0 and Z: Luhn’s algorithm cannot tell those', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 30 }), fc.integer({ min: 0, max: 11 }), (id, at) => {
      const plain = orderNumber(id).replaceAll('-', '');
      const [a = '', b = ''] = [plain[at], plain[at + 1]];
      const swapped = plain.slice(0, at) + b + a + plain.slice(at + 2);
      expect(isOrderNumber(swapped)).toBe(a === b || [a, b].sort().join('') === '0Z');
    }),
    { numRuns: 500 },
  );
});
