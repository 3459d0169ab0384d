import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** A sentence for the terminal, without a stack trace. */
export class StartError extends Error {
  override name = 'StartError';
  readonly exitCode: number;
  /** @param exitCode 2 where the call or a variable is to be changed, 1 for everything else */
  constructor(sentence: string, exitCode = 1) {
    super(sentence);
    this.exitCode = exitCode;
  }
}

const listen = (port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(port)));
  });

/**
 * Where free ports are looked for: below those that systems give to outgoing connections (32,768 and up on Linux, 49,152
 * elsewhere). One of those may be taken by a connection between the look and the moment at which a process listens there.
 */
const [FIRST, COUNT, TRIES] = [10_000, 22_000, 50];

const anyFree = async (): Promise<number> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await listen(FIRST + randomInt(COUNT));
    } catch (error) {
      if (tries >= TRIES) throw error;
    }
  }
};

/** The wanted port if nobody listens there, or any free one for 0. */
export const freePort = async (wanted = 0, purpose = 'this'): Promise<number> => {
  try {
    return await (wanted === 0 ? anyFree() : listen(wanted));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') throw new StartError(`Port ${wanted} is in use: choose another one for ${purpose}.`);
    throw new StartError(`Port ${wanted} cannot be used for ${purpose} (${code}).`);
  }
};
