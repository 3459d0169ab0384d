/** `npm run demo`: plays the main job against the running stack, or one of its own; ends non-zero at the first step that fails. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../local/ports.ts';
import { readStackFile, type StackFile } from '../local/stack-file.ts';
import { clientOf, until } from './demo/client.ts';
import { startReceiver } from './demo/receiver.ts';
import { type Story, steps } from './demo/steps.ts';

const alive = async (stack: StackFile | undefined): Promise<StackFile | undefined> => {
  if (!stack) return undefined;
  const answer = await fetch(`${stack.api}/health`).catch(() => undefined);
  return answer?.ok ? stack : undefined;
};

/** A stack of our own on a free port, for as long as the demo runs. */
const startOwn = async (): Promise<{ stack: StackFile; process: ChildProcess }> => {
  const port = await freePort();
  process.stdout.write(`No running stack was found; starting one on port ${port}.\n`);
  const child = spawn(process.execPath, [join(import.meta.dirname, '../local/start.ts')], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stack = await until(
    'the stack is not ready',
    async () => {
      if (child.exitCode !== null) throw new Error('the stack did not start');
      return alive(readStackFile(String(port)));
    },
    60,
  );
  return { stack, process: child };
};

const green = (text: string): string => (process.stdout.isTTY ? `\x1b[32m${text}\x1b[0m` : text);
const dim = (text: string): string => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);

const main = async (): Promise<number> => {
  const running = await alive(readStackFile());
  const own = running ? undefined : await startOwn();
  const stack = running ?? own?.stack;
  if (!stack) throw new Error('no stack');
  const client = clientOf(stack);
  const receiver = await startReceiver();
  const story: Story = { stack, client, receiver };
  const began = performance.now();
  process.stdout.write(`The main job, against ${stack.api}\n\n`);
  try {
    for (const [title, run] of steps) {
      const at = ((performance.now() - began) / 1000).toFixed(2).padStart(6);
      try {
        const outcome = await run(story);
        process.stdout.write(`${dim(`${at} s`)} ${green('✓')} ${title}\n           ${outcome}\n`);
      } catch (error) {
        process.stdout.write(`${at} s ✗ ${title}\n           ${(error as Error).message}\n`);
        return 1;
      } finally {
        for (const line of client.drain().slice(-12)) process.stdout.write(dim(`             ${line}\n`));
      }
    }
    process.stdout.write(`\nAll ${steps.length} steps in ${((performance.now() - began) / 1000).toFixed(1)} s.\n`);
    return 0;
  } finally {
    receiver.stop();
    own?.process.kill('SIGTERM');
    if (own) await new Promise((resolve) => own.process.once('exit', resolve));
  }
};

process.exitCode = await main();
