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
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });

/** The wanted port if nobody listens there, or any free one for 0. */
export const freePort = async (wanted = 0, purpose = 'this'): Promise<number> => {
  try {
    return await listen(wanted);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') throw new StartError(`Port ${wanted} is in use: choose another one for ${purpose}.`);
    throw new StartError(`Port ${wanted} cannot be used for ${purpose} (${code}).`);
  }
};
