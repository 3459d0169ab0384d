import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { flag, secret, setting } from '#lib/settings.ts';
import { faultsOf, localVariables, variablesText } from './variables.ts';

test('every variable of the local run that cannot be read is named, with what it should be', () => {
  const nonsense = Object.fromEntries(Object.keys(localVariables).map((name) => [name, 'many']));
  const faults = faultsOf(localVariables, nonsense);
  expect(faults.map((fault) => fault.split(' ')[0])).toEqual(Object.keys(localVariables).map((name) => `${name}=many`));
  expect(faults).toContain('SEED=many is not true or false: whether the demo shop goes into an empty one.');
});

test.each(['many', '', '-1', 'Infinity'])('a limit of "%s" is refused', (text) => {
  expect(faultsOf(localVariables, { AWS_LIMITS_TRANSACTION_MS: text })).toHaveLength(1);
});

test('what is not set, and what can be read, is no fault', () => {
  expect(faultsOf(localVariables, { SEED: 'false', AWS_LIMITS_NETWORK_MS: '0.5', PORT: '65535' })).toEqual([]);
});

test('choices are listed, and a secret’s text is not repeated', () => {
  const stated = {
    MODE: setting('How.', z.enum(['slow', 'fast'])),
    KEY: secret('What opens it.', z.string().check(z.minLength(9)), 'key'),
  };
  expect(faultsOf(stated, { MODE: 'x', KEY: 'hunter2' })).toEqual([
    'MODE=x is not one of slow, fast: How.',
    'KEY is not well formed: What opens it.',
  ]);
});

test('a usage ends with the variables, what they say, and their defaults', () => {
  expect(variablesText('The oven', { OVEN_HOT: setting('Whether it is hot.', z._default(flag, true)) })).toBe(
    '\nVariables of the environment: The oven\n  OVEN_HOT                  Whether it is hot (default: true)',
  );
});
