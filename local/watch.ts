import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const WATCHED = ['functions', 'lib', 'local', 'tools'];
const SETTLE_MS = 200;

/** Runs the stack in a child and starts it again when a source file changes; the data stays between the two. */
export const watchAndRestart = (args: readonly string[]): void => {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ending = false;
  let again = false;
  const start = (more: readonly string[]) => {
    again = false;
    child = spawn(process.execPath, [join(ROOT, 'local', 'start.ts'), ...args, ...more], { stdio: 'inherit' });
    child.once('exit', (code) => {
      child = undefined;
      if (ending) process.exit(code ?? 0);
      if (again) start(['--keep']);
      else process.stdout.write('Stopped; waiting for a change.\n');
    });
  };
  const restart = () => {
    again = true;
    if (child) child.kill('SIGTERM');
    else start(['--keep']);
  };
  for (const folder of WATCHED) {
    watch(join(ROOT, folder), { recursive: true }, (_, file) => {
      if (!file || !/\.(ts|js|yml|csv)$/.test(file) || file.endsWith('.test.ts')) return;
      clearTimeout(timer);
      timer = setTimeout(restart, SETTLE_MS);
    });
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      ending = true;
      if (child) child.kill('SIGTERM');
      else process.exit(0);
    });
  }
  start([]);
};
