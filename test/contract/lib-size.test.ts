import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Source files besides tests and their fixtures. */
const sources = (pattern: string): string[] =>
  globSync(pattern, { cwd: root }).filter((file) => !/\.(test|fixture)\.ts$|(^|\/)fixtures\//.test(file));

test('lib/ has at most 3,030 lines (docs/decisions/0016)', () => {
  const lines = sources('lib/*.ts').map((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1);
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(3030);
});

test('lib/ is flat', () => {
  expect(sources('lib/*/**/*.ts')).toEqual([]);
});

test('a folder of a module, and of local/, has at most 14 files besides tests and handlers', () => {
  const handlers = /^functions\/\w+\/(http|queue|upload|schedule|stream)(\/|$)/;
  const folders = Object.groupBy(
    sources('{functions,local}/**/*.{ts,js}').filter((file) => !handlers.test(file)),
    dirname,
  );
  const large = Object.entries(folders).filter(([, files = []]) => files.length > 14);
  expect(Object.fromEntries(large.map(([folder, files = []]) => [folder, files.length]))).toEqual({});
});
