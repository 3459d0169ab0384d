import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modules, mutated, tests } from './money-path.js';

const root = join(import.meta.dirname, '../../..');

test('the money path has domain files in each of its modules, and money', () => {
  for (const module of modules)
    expect(mutated.filter((file) => file.startsWith(`functions/${module}/`))).not.toEqual([]);
  expect(mutated).toContain('functions/inventory/ledger/ticket.ts');
  expect(mutated).toContain('functions/billing/providers/units.ts');
  expect(mutated).toContain('lib/money.ts');
});

test('every domain file of it has a test of its own beside it', () => {
  expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('none of these tests calls a handler, waits for the stack or looks into an engine', () => {
  const impure = tests.filter((file) => /test\/support\/(?!refused)|\/(http|queue|schedule|stream)\//.test(readFileSync(join(root, file), 'utf8'))); // biome-ignore format: a row
  expect(impure).toEqual([]);
});
