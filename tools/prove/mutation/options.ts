import { join } from 'node:path';
import type { Stryker } from '@stryker-mutator/core';
import { DESCRIPTIONS } from './leave-descriptions.js';
import { mutated } from './money-path.js';

/** What is asked of every module of the money path, and of the whole, in percent of mutants. */
export const ENOUGH = 85;

/** Everything that a run leaves behind lies here. */
export const OUTPUT = '.local/mutation';

/**
 * How Stryker runs: the pure tests, and of those only the ones that reach a mutant. Only descriptions of
 * fields are left out: mutants that count when a file is loaded (tables, schemas) are tested as well, by all the tests of
 * the file.
 */
export const options = {
  testRunner: 'vitest',
  vitest: { configFile: 'tools/prove/mutation/vitest.config.ts' },
  plugins: ['@stryker-mutator/vitest-runner', join(import.meta.dirname, 'leave-descriptions.js')],
  ignorers: [DESCRIPTIONS],
  mutate: mutated,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  ignorePatterns: [
    '*',
    '!functions/**',
    '!lib/**',
    '!stack/**',
    '!tools/**',
    '!local/**',
    '!test/support/**',
    '!package.json',
    '!tsconfig.json',
  ],
  disableTypeChecks: false,
  packageManager: 'npm',
  tempDirName: `${OUTPUT}/sandbox`,
  reporters: ['progress', 'html', 'json'],
  htmlReporter: { fileName: `${OUTPUT}/report.html` },
  jsonReporter: { fileName: `${OUTPUT}/report.json` },
  thresholds: { high: 95, low: ENOUGH, break: null },
  warnings: false,
} satisfies ConstructorParameters<typeof Stryker>[0];
