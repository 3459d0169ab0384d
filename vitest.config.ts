import { defineConfig } from 'vitest/config';

/** Tests that need the engines get them from one start per run; see test/support/engines.ts. */
const engines = { globalSetup: ['test/support/engines.ts'], setupFiles: ['test/support/environment.ts'] };
const project = (name: string, include: string[], more = {}) => ({
  test: { name, include, pool: 'forks' as const, testTimeout: 300_000, hookTimeout: 300_000, ...engines, ...more },
});

export default defineConfig({
  test: {
    passWithNoTests: true,
    maxWorkers: 2,
    projects: [
      project('unit', ['{functions,lib,stack,local,tools}/**/*.test.ts']),
      project('contract', ['test/contract/**/*.test.ts'], { testTimeout: 600_000 }),
      project('invariants', ['test/invariants/**/*.test.ts'], { testTimeout: 600_000, hookTimeout: 600_000 }),
      project('e2e', ['test/e2e/**/*.test.ts'], {
        testTimeout: 600_000,
        hookTimeout: 600_000,
        globalSetup: [],
        setupFiles: [],
      }),
    ],
  },
});
