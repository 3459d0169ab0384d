import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { tests } from './money-path.js';

/** The pure tests of the money path alone: no engine is started, so that a mutant costs milliseconds. */
export default defineConfig({
  root: join(import.meta.dirname, '../../..'),
  test: {
    include: tests,
    setupFiles: [join(import.meta.dirname, 'setup.ts')],
    pool: 'threads',
    isolate: false,
    testTimeout: 15_000,
  },
});
