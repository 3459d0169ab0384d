import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';

/** An answer, whole. */
export interface Exchanged {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A connection that ended without a whole answer: the call may or may not have taken effect. */
const broken = (why: string): Error => Object.assign(new Error(why), { code: 'ECONNRESET' });

const late = (ms: number): Error => Object.assign(new Error(`no answer within ${ms} ms`), { name: 'TimeoutError' });

/** The longest that any engine takes for anything, a long poll on a busy machine included. */
const LONGEST_MS = 300_000;

/**
 * Sends a request and reads its answer whole. It ends whatever the other side does: it rejects when the connection breaks
 * or closes before the answer is whole, when the other side switches protocols, and past the deadline.
 * @throws Error with `reusedSocket`: whether the connection was a kept one
 */
export const exchange = (
  options: RequestOptions,
  payload?: string | Buffer,
  longestMs = LONGEST_MS,
): Promise<Exchanged> =>
  new Promise((resolve, reject) => {
    const call = request(options);
    const timer = setTimeout(() => call.destroy(late(longestMs)), longestMs);
    const failed = (error: Error = broken('the connection closed before the answer was whole')): void => {
      clearTimeout(timer);
      reject(Object.assign(error, { reusedSocket: call.reusedSocket }));
    };
    call.once('error', failed);
    call.once('upgrade', (_, socket) => {
      socket.destroy();
      failed(broken('the other side switched protocols'));
    });
    // Once there is an answer its own end counts: what is buffered of it may still be read.
    const closed = (): void => failed();
    call.once('close', closed);
    call.once('response', (answer) => {
      call.off('close', closed);
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', failed);
      answer.once('close', closed);
      answer.once('end', () => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: Buffer.concat(chunks) });
      });
    });
    call.end(payload);
  });
