import { defineConfig } from 'vitest/config';
import { TEST_WORKERS } from './test/support/engines.ts';
import { testTiers } from './test/support/tiers.ts';

/** A test that takes longer hangs: no time-out is a promise about speed, and a busy machine is slow. */
const HANGS_MS = 1_800_000;

/** Tests that need the engines get them from one start per run; see test/support/engines.ts. */
const engines = { globalSetup: ['test/support/engines.ts'], setupFiles: ['test/support/environment.ts'] };
const project = (name: string, include: string[], more: { globalSetup?: string[]; setupFiles?: string[] } = {}) => ({
  test: {
    name,
    include,
    pool: 'forks' as const,
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    expect: { poll: { timeout: HANGS_MS / 6, interval: 50 } },
    ...more,
  },
});

export default defineConfig(async () => {
  const { unit, integration } = await testTiers(import.meta.dirname, '{functions,lib,stack,local,tools}/**/*.test.ts');
  return {
    test: {
      passWithNoTests: true,
      maxWorkers: TEST_WORKERS,
      teardownTimeout: 60_000,
      projects: [
        project('unit', unit),
        project('integration', integration, engines),
        project('contract', ['test/contract/**/*.test.ts'], engines),
        project('invariants', ['test/invariants/**/*.test.ts'], engines),
        project('e2e', ['test/e2e/**/*.test.ts']),
      ],
    },
  };
});
