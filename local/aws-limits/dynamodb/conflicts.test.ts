import { expect, test } from 'vitest';
import { createConflicts, type Entry, type Operation } from './conflicts.ts';

/** Whether the second comer conflicts, while the first is still there. */
const meets = (first: Operation, second: Operation): boolean => {
  const conflicts = createConflicts();
  conflicts.enter(first, ['counter']);
  return 'conflicts' in conflicts.enter(second, ['counter']);
};
const left = (entry: Entry): readonly number[] => ('leave' in entry ? entry.leave() : []);

test.each<[Operation, Operation, boolean]>([
  ['write', 'write', false],
  ['write', 'write-transaction', true],
  ['write', 'read-transaction', true],
  ['write-transaction', 'write', true],
  ['write-transaction', 'write-transaction', true],
  ['write-transaction', 'read-transaction', true],
  ['read-transaction', 'write', false],
  ['read-transaction', 'write-transaction', false],
  ['read-transaction', 'read-transaction', false],
])('while a %s is at an item, a %s conflicts: %s', (first, second, conflicts) => {
  expect(meets(first, second)).toBe(conflicts);
});

test('a transaction is told at which of its items others are, and keeps none of the rest', () => {
  const conflicts = createConflicts();
  conflicts.enter('write-transaction', ['b']);
  conflicts.enter('write', ['d']);
  expect(conflicts.enter('write-transaction', ['a', 'b', 'c', 'd'])).toEqual({ conflicts: [1, 3] });
  expect(conflicts.enter('write-transaction', ['a', 'c'])).toHaveProperty('leave');
});

test('who has left is in nobody’s way', () => {
  const conflicts = createConflicts();
  left(conflicts.enter('write-transaction', ['a', 'b']));
  expect(conflicts.busy).toBe(0);
  expect(conflicts.enter('write-transaction', ['b', 'a'])).toHaveProperty('leave');
});

test('one of two writers that leaves does not free the item of the other', () => {
  const conflicts = createConflicts();
  const first = conflicts.enter('write', ['a']);
  const second = conflicts.enter('write', ['a']);
  left(first);
  expect(conflicts.enter('write-transaction', ['a'])).toEqual({ conflicts: [0] });
  left(second);
  expect(conflicts.enter('write-transaction', ['a'])).toHaveProperty('leave');
});

test('a read transaction hears at its end which of its items were written meanwhile', () => {
  const conflicts = createConflicts();
  const reading = conflicts.enter('read-transaction', ['a', 'b', 'c']);
  left(conflicts.enter('write', ['c']));
  left(conflicts.enter('write-transaction', ['x', 'a']));
  left(conflicts.enter('read-transaction', ['b']));
  expect(left(reading)).toEqual([0, 2]);
});
