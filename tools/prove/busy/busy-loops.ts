import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Option } from '@commander-js/extra-typings';
import { whole } from '../../../local/command-line/values.ts';

/** Spins, and ends with its input, which closes however its parent ends: a killed parent cannot end its children. */
const LOOP = `
process.stdin.on('end', () => process.exit()).resume();
const spin = () => { for (let i = 0; i < 1e8; i++); setImmediate(spin); };
spin();
`;

/**
 * Starts processes that each keep a core busy.
 * @returns their process ids, and `stop`, which resolves when all have ended
 */
export const startBusyLoops = async (count: number): Promise<{ pids: number[]; stop(): Promise<void> }> => {
  const loops = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', LOOP], { stdio: ['pipe', 'ignore', 'ignore'] }),
  );
  await Promise.all(loops.map((loop) => once(loop, 'spawn')));
  return {
    pids: loops.map(({ pid }) => pid ?? 0),
    async stop() {
      const ends = loops.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
      const ended = ends.map((loop) => once(loop, 'exit'));
      for (const loop of ends) loop.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
};

/** Describes how many processes keep the cores busy. */
export const loopsOption = (count: number) =>
  new Option('--loops <count>', 'how many processes').env('BUSY_LOOPS').argParser(whole(1, 256)).default(count);
