import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';
import boundaries from '../../stack/boundaries.js';
import { closureOf, loadStack } from '../../stack/load.js';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const sources = (...patterns: string[]) =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((file) => !/\.(test|fixture)\.ts$|fixtures\//.test(file));

/** Source without comments: what a rule forbids may be spoken of. */
const code = (file: string) => read(file).replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');

describe('imports', () => {
  test('follow the modules’ calls, keep the domain pure, and form no circle', async () => {
    const { output } = await cruise(
      ['functions', 'lib', 'stack', 'local', 'tools'],
      { ...boundaries.options, ruleSet: boundaries, validate: true, baseDir: root },
      boundaries.options?.enhancedResolveOptions,
    );
    if (typeof output === 'string') throw new Error(output);
    const violations = output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
    expect(output.summary.totalCruised).toBeGreaterThan(100);
    expect(violations).toEqual([]);
  });

  test('a forbidden import is found', async () => {
    const rules = {
      ...boundaries,
      allowed: (boundaries.allowed ?? []).filter(({ to }) => !JSON.stringify(to).includes('lib')),
    };
    const { output } = await cruise(
      ['functions/reports'],
      { ...boundaries.options, ruleSet: rules, validate: true, baseDir: root },
      boundaries.options?.enhancedResolveOptions,
    );
    if (typeof output === 'string') throw new Error(output);
    expect(output.summary.violations.map(({ from, to }) => `${from} → ${to}`)).toContain(
      'functions/reports/sales-table.ts → lib/compress.ts',
    );
  });

  test('the modules’ calls form no circle', async () => {
    const stack = await loadStack();
    const circles = stack.modules.filter(({ name, calls }) =>
      calls.some((called) => closureOf(stack.modules, called).includes(name)),
    );
    expect(circles.map(({ name }) => name)).toEqual([]);
  });

  test('every module that is called exists', async () => {
    const { modules } = await loadStack();
    const names = modules.map(({ name }) => name);
    expect(modules.flatMap(({ calls }) => calls).filter((called) => !names.includes(called))).toEqual([]);
  });
});

describe('public.ts', () => {
  const files = sources('functions/*/public.ts');

  test.each(files)('%s exports by name, in at most 24 lines', (file) => {
    expect(read(file).split('\n').length).toBeLessThanOrEqual(25);
    expect(code(file)).not.toMatch(/export \*|export default/);
  });
});

describe('the clock and the environment', () => {
  const offenders = (pattern: RegExp, ...allowed: string[]) =>
    sources('functions/**/*.ts', 'lib/**/*.ts').filter((file) => !allowed.includes(file) && pattern.test(code(file)));

  test('the time is read in lib/clock.ts only', () => {
    expect(offenders(/\bnew Date\(\s*\)|\bDate\.now\(|performance\.now\(/, 'lib/clock.ts')).toEqual([]);
  });

  test('the environment is read in lib/settings.ts only, and in lib/env.ts what counts when it is malformed', () => {
    expect(offenders(/\bprocess\.env\b/, 'lib/settings.ts', 'lib/env.ts')).toEqual([]);
  });

  test('both places do read them, so the patterns are the right ones', () => {
    expect(code('lib/clock.ts')).toMatch(/Date\.now\(/);
    expect(code('lib/settings.ts')).toMatch(/process\.env/);
  });
});

describe('the logger', () => {
  const files = sources('{functions,lib,local,stack,tools}/**/*.ts', 'test/**/*.ts');

  test('is set up in lib/log.ts only, without what outlives a request or writes an event', () => {
    expect(files.filter((file) => code(file).includes("'@aws-lambda-powertools/logger'"))).toEqual(['lib/log.ts']);
    expect(code('lib/log.ts')).not.toMatch(/appendKeys|appendPersistentKeys|persistentKeys|addContext|logEvent/);
  });
});

test('lib names no module: whose table it reads is a setting', async () => {
  const { modules } = await loadStack();
  const named = new RegExp(`['"\`](${modules.map(({ name }) => name).join('|')})['"\`#]`);
  expect(sources('lib/*.ts').filter((file) => named.test(code(file)))).toEqual([]);
});

describe('indexes', () => {
  /** What is written into an index's partition key, as it stands in the source. */
  const keys = sources('functions/**/*.ts').flatMap((file) =>
    [...code(file).matchAll(/gsi1pk:\s*([^\n]+)/g)].map(([, key = '']) => ({ file, key })),
  );

  test('no partition is named by a status: a status changes, and few have most rows', () => {
    expect(keys.filter(({ key }) => /status|state\b/i.test(key))).toEqual([]);
  });

  test('a partition that is named by time has shards beside it', () => {
    expect(
      keys.filter(
        ({ key }) => /day|date|hour|month/i.test(key) && !/partitionOf\(|shard|SHARDS|\$\{.*#\$\{/i.test(key),
      ),
    ).toEqual([]);
  });
});
