import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { StackFile } from '../../../local/stack-file.ts';
import type { OpenEdge } from './open-edge.ts';
import { startVarnish } from './varnish.ts';

export type { OpenEdge } from './open-edge.ts';

/** The local edge, Debian's Varnish in its place, or the local edge with another one in front of it. */
export const edgeNames = ['local', 'varnish', 'two'] as const;
export type EdgeName = (typeof edgeNames)[number];

const originOf = (address: string): string => new URL(address).origin;

/** Opens an edge; what it starts beside the stack ends by `stop`. */
export const openEdge = (name: EdgeName, stack: StackFile): Promise<OpenEdge> => {
  if (name === 'varnish') return startVarnish(stack);
  if (name === 'two') return startTier(originOf(stack.api));
  return Promise.resolve({ url: originOf(stack.api), stop: async () => {} });
};

/** Starts a local edge as a process of its own, in front of another edge. */
const startTier = async (behind: string): Promise<OpenEdge> => {
  const child = fork(join(import.meta.dirname, 'tier.ts'), [behind]);
  const ended = once(child, 'exit');
  const failed = ended.then(([code]) => {
    throw new Error(`the edge in front of the other ended with ${code}`);
  });
  failed.catch(() => undefined);
  const [{ url }] = (await Promise.race([once(child, 'message'), failed])) as [{ url: string }];
  return {
    url,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
};
