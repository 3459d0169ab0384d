/**
 * `npm run test:busy` runs the tests beside 16 processes that keep the cores busy: a busy machine makes them slow and
 * never red. Words after `--` are vitest's (`npm run test:busy -- --project unit lib`); `BUSY_LOOPS` is the number.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startBusyLoops } from './busy-loops.ts';

const root = join(import.meta.dirname, '../../..');
const loops = await startBusyLoops(Number(process.env['BUSY_LOOPS'] ?? 16));
try {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const tests = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void tests.kill(signal));
  const [code] = await once(tests, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await loops.stop();
}
