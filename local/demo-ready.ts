import { setTimeout as wait } from 'node:timers/promises';
import type { StackFile } from './stack-file.ts';

const ASK_AGAIN_MS = 200;

/**
 * Resolves when the demo shop of a running stack is in, at once where there is none. A busy machine makes it slow; only
 * the end of the stack ends the waiting.
 * @param onWait is called once when there is something to wait for
 * @throws Error when the stack's process has ended
 */
export const demoReady = async ({ api, pid }: Pick<StackFile, 'api' | 'pid'>, onWait = () => {}): Promise<void> => {
  for (let asked = 0; ; asked += 1) {
    const demo = await stateOf(api);
    if (demo !== 'loading') return;
    if (asked === 0) onWait();
    if (!runs(pid)) throw new Error('the stack ended before its demo shop was in');
    await wait(ASK_AGAIN_MS);
  }
};

/** What `GET /health` says of the demo shop; without an answer it may still be loading. */
const stateOf = async (api: string): Promise<string | undefined> => {
  try {
    const health = (await (await fetch(`${api}/health`)).json()) as { readonly status?: string; demo?: string };
    return health.status === undefined ? 'loading' : health.demo;
  } catch {
    return 'loading';
  }
};

const runs = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
