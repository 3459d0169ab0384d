/** `npm run start:busy`: see its usage below. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { read, tool } from '../../../local/command-line/tool.ts';
import { demoReady } from '../../../local/demo-ready.ts';
import { startStack } from '../../../local/start-stack.ts';
import { loopsOption, startBusyLoops } from './busy-loops.ts';

const { loops: count } = read(
  tool(
    'start:busy',
    'Starts the stack beside processes that keep the cores busy, waits for its demo shop and plays the demo against it. ' +
      'Tells how long each took. Exit code 1 when one fails.',
  ).addOption(loopsOption(20)),
).opts();

const began = performance.now();
const tell = (what: string): void =>
  void process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${what}\n`);

// An exit ends the stack, too; the death by a signal would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const loops = await startBusyLoops(count);
try {
  const stack = await startStack({ demo: 'follows' });
  try {
    tell(`the API is up, beside ${loops.pids.length} busy loops`);
    await demoReady(stack);
    tell('the demo shop is in');
    const env = { ...process.env, PORT: String(stack.port) };
    const demo = spawn(process.execPath, [join(import.meta.dirname, '../demo.ts')], { env, stdio: 'inherit' });
    const [code] = await once(demo, 'exit');
    tell(`the demo ended with ${code}`);
    process.exitCode = code ?? 1;
  } finally {
    await stack.stop();
  }
} finally {
  await loops.stop();
}
