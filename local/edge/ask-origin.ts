import { Agent, type IncomingMessage, request } from 'node:http';
import { type Answer, ownAnswer, passedOn } from './answer.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 1000 });

/** Where an origin is, and how long it is waited for. */
export interface Address {
  readonly url: string;
  readonly timeoutMs: number;
}

/**
 * Sends a request to an origin, once, and answers what comes, as a stream.
 * @throws Error when nothing came in time, or the connection broke
 */
export const send = (
  { url, timeoutMs }: Address,
  asked: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: IncomingMessage;
  },
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { method, path, headers, body } = asked;
    const sent = request(url, { agent, method, path, headers });
    const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    sent.once('close', () => clearTimeout(timer));
    sent.once('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    sent.once('error', reject);
    if (body) {
      body.pipe(sent);
      body.once('close', () => body.complete || sent.destroy());
    } else sent.end();
  });

/** Gets the whole of an answer; 502 and 504 of the edge's own when there is none, as CloudFront has. */
export const fetchWhole = async (
  address: Address,
  asked: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
): Promise<Answer> => {
  const began = performance.now();
  try {
    const response = await send(address, { method: 'GET', ...asked });
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const headers = passedOn(response.headers);
    delete headers['content-length'];
    return { status: response.statusCode ?? 502, headers, body: Buffer.concat(chunks) };
  } catch {
    const isLate = performance.now() - began >= address.timeoutMs;
    return ownAnswer(isLate ? 504 : 502, 'The origin did not answer.');
  }
};
