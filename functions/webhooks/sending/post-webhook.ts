import * as http from 'node:http';
import * as https from 'node:https';
import { nowMs } from '#lib/clock.ts';
import { BlockedAddress, publicLookup } from '#lib/public-address.ts';
import type { Attempt } from '../delivery.ts';
import { faultOfUrl } from './receiver-address.ts';

/** From the first packet to the end of the answer. */
export const TIMEOUT_MS = 5000;
/** So much of an answer is read, and thrown away; then the connection is closed. */
const MOST_ANSWER_BYTES = 65_536;

/**
 * Posts a delivery and tells what came of it; never throws. Redirects are not followed, and unless `localRun` only public
 * addresses are connected to. (`fetch` cannot be told which address to connect to.)
 */
export const postWebhook = async (
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  localRun: boolean,
): Promise<Attempt> => {
  const start = nowMs();
  try {
    if (faultOfUrl(url, localRun)) throw new BlockedAddress('the address is not allowed');
    const status = await answerOf(new URL(url), request, localRun);
    return { outcome: 'answered', status, durationMs: nowMs() - start };
  } catch (error) {
    return { outcome: 'unanswered', reason: reasonOf(error), durationMs: nowMs() - start };
  }
};

const answerOf = (
  url: URL,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  localRun: boolean,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const options: https.RequestOptions = {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Floodgate-Webhooks/1',
        ...headers,
      },
      ...(localRun ? {} : { lookup: publicLookup() }),
    };
    // A connection that closes before there is a status is an answer, too.
    const closed = (): void => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const sent = (url.protocol === 'https:' ? https : http).request(url, options, (answer) => {
      sent.off('close', closed);
      const status = answer.statusCode ?? 0;
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_ANSWER_BYTES) answer.destroy();
      });
      // The status is the answer, whatever becomes of the body.
      answer.on('error', () => resolve(status));
      answer.on('close', () => resolve(status));
    });
    // A receiver that would speak another protocol has answered with a status as every other one.
    sent.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(answer.statusCode ?? 0);
    });
    sent.on('close', closed);
    sent.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    sent.end(body);
  });

/** Names the failure for the log: the network's code, never what was sent. */
const reasonOf = (error: unknown): string => {
  const { name, code } = error as Error & { code?: string };
  if (name === 'TimeoutError') return 'timeout';
  if (name === 'BlockedAddress') return 'blocked-address';
  return typeof code === 'string' ? code : 'connection-failed';
};
