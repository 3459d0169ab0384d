/** `npm run demo`: see its usage below. */
import { read, tool } from '../../local/command-line/tool.ts';
import { demoReady } from '../../local/demo-ready.ts';
import { readStackFile, type StackFile } from '../../local/stack-file.ts';
import { startStack } from '../../local/start-stack.ts';
import { clientOf } from './demo/client.ts';
import { startReceiver } from './demo/receiver.ts';
import { type Story, steps } from './demo/steps.ts';

read(
  tool(
    'demo',
    'Plays the main job, step by step, against the running stack or one of its own: import, purchase, e-mail, webhook, ' +
      'report. Shows every request. Exit code 1 at the first step that fails.',
  ),
);

const alive = async (stack: StackFile | undefined): Promise<StackFile | undefined> => {
  if (!stack) return undefined;
  const answer = await fetch(`${stack.api}/health`).catch(() => undefined);
  return answer?.ok ? stack : undefined;
};

const green = (text: string): string => (process.stdout.isTTY ? `\x1b[32m${text}\x1b[0m` : text);
const dim = (text: string): string => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);

const main = async (): Promise<number> => {
  const running = await alive(readStackFile());
  if (!running) process.stdout.write('No running stack was found; starting one of its own.\n');
  const own = running ? undefined : await startStack();
  const stack = running ?? own;
  if (!stack) throw new Error('no stack');
  await demoReady(stack, () => process.stdout.write('The demo shop is not in yet; waiting for it.\n'));
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
        for (const line of client.drain()) process.stdout.write(dim(`             ${line}\n`));
      }
    }
    process.stdout.write(`\nAll ${steps.length} steps in ${((performance.now() - began) / 1000).toFixed(1)} s.\n`);
    return 0;
  } finally {
    receiver.stop();
    await own?.stop();
  }
};

process.exitCode = await main();
