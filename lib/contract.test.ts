import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { Day, parseInput } from './contract.ts';
import { Money } from './money.ts';
import type { Refusal } from './problem.ts';

/** The faults that an input is refused for, by place. */
const faults = (schema: z.ZodMiniType, input: unknown): Record<string, string> => {
  try {
    parseInput(schema, input);
  } catch (error) {
    const { errors } = (error as Refusal).extra as { errors: { path: string; message: string }[] };
    expect(new Set(errors.map(({ path }) => path)).size).toBe(errors.length);
    return Object.fromEntries(errors.map(({ path, message }) => [path, message]));
  }
  return {};
};

const Kind = z.enum(['red', 'blue']);
const Shape = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('circle'), radius: z.int() }),
  z.strictObject({ type: z.literal('square') }),
]);

test.each([
  ['a text', z.string()],
  ['a number', z.int()],
  ['yes or no', z.boolean()],
  ['a list', z.array(z.string())],
  ['a text of a form', z.string().check(z.minLength(2), z.regex(/^a+$/, 'must be letters a'))],
  ['an object', z.strictObject({ b: z.string() })],
  ['money', Money],
])('%s that is missing is missing, and nothing else', (_, schema) => {
  expect(faults(z.strictObject({ a: schema }), {})).toEqual({ a: 'is missing' });
});

test('choices are listed, where one is missing too', () => {
  expect(faults(z.strictObject({ a: Kind }), {})).toEqual({ a: 'is missing: it is one of red, blue' });
  expect(faults(z.strictObject({ a: Kind }), { a: 'green' })).toEqual({ a: 'must be one of red, blue' });
  expect(faults(z.strictObject({ a: z.literal('red') }), { a: 1 })).toEqual({ a: 'must be red' });
  expect(faults(z.strictObject({ a: Shape }), {})).toEqual({ a: 'is missing' });
  expect(faults(z.strictObject({ a: Shape }), { a: {} })).toEqual({
    'a.type': 'is missing: it is one of circle, square',
  });
  expect(faults(z.strictObject({ a: Shape }), { a: { type: 'star' } })).toEqual({
    'a.type': 'must be one of circle, square',
  });
});

test.each([
  [z.string(), 7, 'must be a text'],
  [z.int(), 1.5, 'must be a whole number'],
  [z.int(), '7', 'must be a number'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.array(z.string()), {}, 'must be a list'],
  [z.record(z.string(), z.string()), [], 'must be an object'],
  [z.string().check(z.minLength(1)), '', 'must not be empty'],
  [z.array(z.string()).check(z.minLength(1)), [], 'must not be empty'],
  [z.string().check(z.minLength(3)), 'ab', 'must have at least 3 characters'],
  [z.array(z.int()).check(z.maxLength(1)), [1, 2], 'must have at most 1 entries'],
  [z.int().check(z.gte(1)), 0, 'must be at least 1'],
  [z.int().check(z.lte(9)), 10, 'must be at most 9'],
  [z.iso.datetime({ offset: true }), '2026-11-27', 'must be a time with its zone, like 2026-11-27T20:00:00Z'],
  [Day, '2026-02-30', 'must be a day like 2026-11-27'],
  [z.url(), 'example', 'must be an address like https://example.com/page'],
])('%# says what to do', (schema, input, message) => {
  expect(faults(z.strictObject({ a: schema as z.ZodMiniType }), { a: input })).toEqual({ a: message });
});

test('of several faults of one value the first is said', () => {
  const schema = z.strictObject({ a: z.string().check(z.minLength(3), z.regex(/^[a-z]+$/, 'must be lower case')) });
  expect(faults(schema, { a: 'A' })).toEqual({ a: 'must have at least 3 characters' });
});

test('a name of a record that cannot be is said with its form', () => {
  const names = z.record(z.string().check(z.regex(/^[a-z]+$/, 'must be lower case')), z.int());
  expect(faults(z.strictObject({ a: names }), { a: { B: 1 } })).toEqual({
    'a.B': 'is a name that cannot be: it must be lower case',
  });
});

test('the sentence names the first place', () => {
  expect(() => parseInput(z.strictObject({ a: z.string(), b: z.string() }), {})).toThrow(
    'The request is not valid: a is missing.',
  );
  expect(() => parseInput(z.strictObject({}), { x: 1 })).toThrow('body has unknown fields: x.');
  expect(() => parseInput(z.strictObject({}), [])).toThrow('body must be an object.');
});
