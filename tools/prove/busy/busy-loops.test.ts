import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBusyLoops } from './busy-loops.ts';

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('the loops run until they are stopped', async () => {
  const loops = await startBusyLoops(2);
  expect(loops.pids.map(runs)).toEqual([true, true]);
  await loops.stop();
  expect(loops.pids.map(runs)).toEqual([false, false]);
  await loops.stop();
});

test('the loops of a killed process end by themselves', async () => {
  const file = JSON.stringify(join(import.meta.dirname, 'busy-loops.ts'));
  const script = `const { pids } = await (await import(${file})).startBusyLoops(1); console.log(pids[0]); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = await once(parent.stdout, 'data');
  const pid = Number(text);
  expect(runs(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => runs(pid)).toBe(false);
});
