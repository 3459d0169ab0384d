import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { demoReady } from './demo-ready.ts';
import { freePort } from './engines/ports.ts';
import { folderOf, readStackFile, type StackFile } from './stack-file.ts';

export interface StartedStack extends StackFile {
  readonly port: number;
  /** What it has written to the terminal so far. */
  said(): string;
  /** SIGTERM, and waits for the end; returns the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>;
}

/** Runs `npm start` as a process of its own, on a free port, and waits until the API is up and, if it brings one, the demo shop is in. */
export const startStack = async (
  options: {
    data?: string;
    env?: Record<string, string>;
    port?: number;
    args?: readonly string[];
    /** `follows`: does not wait for it. */
    demo?: 'follows';
  } = {},
): Promise<StartedStack> => {
  const port = options.port ?? (await freePort());
  const data = options.data ? ['--data', options.data] : [];
  const args = [join(import.meta.dirname, 'start.ts'), ...data, ...(options.args ?? [])];
  const env = { ...process.env, ...options.env, PORT: String(port) };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exit = once(child, 'exit');
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  let stack: StackFile | undefined;
  while (!stack) {
    if (child.exitCode !== null) throw new Error(`the stack ended with ${child.exitCode}: ${output}`);
    await wait(25);
    stack = readStackFile(String(port));
    if (stack && stack.pid !== child.pid) stack = undefined;
  }
  if (options.demo !== 'follows') await demoReady(stack);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = await exit;
    return code as number | null;
  };
  return {
    ...stack,
    port,
    said: () => output,
    async stop() {
      const code = await end('SIGTERM');
      rmSync(folderOf(port), { recursive: true, force: true });
      return code;
    },
    kill: async () => void (await end('SIGKILL')),
  };
};
