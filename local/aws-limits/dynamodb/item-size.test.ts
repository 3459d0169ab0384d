import { expect, test } from 'vitest';
import { itemBytes, readUnitsOf, writeUnitsOf } from './item-size.ts';

test('an item has the bytes of its names and values', () => {
  expect(itemBytes({ pk: { S: 'abc' } })).toBe(5);
  expect(itemBytes({ name: { S: 'é€' } })).toBe(9);
  expect(itemBytes({ n: { N: '12345' } })).toBe(5);
  expect(itemBytes({ n: { N: '-3.25' } })).toBe(4);
  expect(itemBytes({ b: { B: Buffer.from('four').toString('base64') } })).toBe(5);
  expect(itemBytes({ yes: { BOOL: true }, no: { NULL: true } })).toBe(7);
  expect(itemBytes({ tags: { SS: ['ab', 'cde'] } })).toBe(9);
  expect(itemBytes({ l: { L: [{ S: 'ab' }, { N: '1' }] } })).toBe(10);
  expect(itemBytes({ m: { M: { k: { S: 'v' } } } })).toBe(7);
});

test('a write costs a unit for each KB begun', () => {
  expect(writeUnitsOf({ t: { S: 'x'.repeat(1023) } })).toBe(1);
  expect(writeUnitsOf({ t: { S: 'x'.repeat(1024) } })).toBe(2);
});

test('a read costs a unit for each 4 KB begun, and one for nothing', () => {
  expect(readUnitsOf({ t: { S: 'x'.repeat(4095) } })).toBe(1);
  expect(readUnitsOf({ t: { S: 'x'.repeat(4096) } })).toBe(2);
  expect(readUnitsOf(undefined)).toBe(1);
});
