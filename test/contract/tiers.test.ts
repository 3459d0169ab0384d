import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testTiers } from '../support/tiers.ts';

describe('a test file belongs to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'floodgate-tiers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);

  test('integration if its imports reach an engine or a process, to unit if not', async () => {
    write('table.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; export const c = DynamoDBClient;");
    write('order.ts', "import { c } from './table.ts'; export const order = c; export type Order = typeof order;");
    write('far.test.ts', "import { order } from './order.ts'; console.log(order);");
    write('later.test.ts', "const { order } = await import('./order.ts'); console.log(order);");
    write('again.test.ts', "export * from './order.ts';");
    write('spawn.test.ts', "import { spawn } from 'node:child_process'; spawn('true');");
    write(
      'types.test.ts',
      "import type { Order } from './order.ts'; export const none: Order | undefined = undefined;",
    );
    write('circle.ts', "import './circle.test.ts'; export const one = 1;");
    write('circle.test.ts', "import { one } from './circle.ts'; console.log(one);");
    write(
      'pure.test.ts',
      "import { join } from 'node:path'; import { test } from 'vitest'; test(join('a'), () => {});",
    );
    expect(await testTiers(folder, '*.test.ts')).toEqual({
      unit: ['circle.test.ts', 'pure.test.ts', 'types.test.ts'],
      integration: ['again.test.ts', 'far.test.ts', 'later.test.ts', 'spawn.test.ts'],
    });
  });
});

const root = join(import.meta.dirname, '../..');

/** A time-out as last argument of a test or hook, alone in its line or not, or as an option of a test or a poll. */
const timeOut = /^ *\}, [\d_]+\);$|^ +[\d_]{4,},\n\);$|\btimeout: ?[\d_]{4,}/m;

test('no test has a time-out of its own: those of vitest.config.ts tell a hang from a busy machine', () => {
  const files = globSync('{functions,lib,stack,local,tools,test}/**/*.test.ts', { cwd: root });
  expect(files.filter((file) => timeOut.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  expect(
    ['}, 60_000);', "  '%s',\n  async () => {},\n  60_000,\n);", `poll(left, { ${'timeout'}: 5000 })`].filter(
      (text) => !timeOut.test(text),
    ),
  ).toEqual([]);
});

test('each test beside its code runs in one tier, and both have many', async () => {
  const pattern = '{functions,lib,stack,local,tools}/**/*.test.ts';
  const { unit, integration } = await testTiers(root, pattern);
  expect([...unit, ...integration].sort()).toEqual(globSync(pattern, { cwd: root }).sort());
  expect(unit).toContain('functions/inventory/counters/stock.test.ts');
  expect(integration).toContain('functions/inventory/counters/take-stock.test.ts');
  expect(Math.min(unit.length, integration.length)).toBeGreaterThan(30);
});
