import * as http from 'node:http';
import { isIP, type Socket } from 'node:net';
import * as tls from 'node:tls';
import { publicLookup } from '#lib/public-address.ts';
import { limits, type RefusalCode } from '../media.ts';
import { hostOf } from './address.ts';
import type { Network } from './network.ts';
import { retryAfterOf } from './retry-after.ts';

/** What came of one request. `later`: its host may give it another time, not before `afterMs` when it says so. */
export type Fetched =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'later'; readonly afterMs?: number; readonly isTold?: boolean; readonly code: RefusalCode }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

/** From the look-up of the name to the last byte, and until there is a connection; bytes of a body. */
export interface Bounds {
  readonly ms: number;
  readonly connectMs: number;
  readonly bytes: number;
}
export const bounds: Bounds = { ms: 30_000, connectMs: 5000, bytes: limits.bytes };

const HEADERS = {
  accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif,image/*;q=0.8',
  // Bytes are counted as they come; what is compressed all the same is no image.
  'accept-encoding': 'identity',
  'user-agent': 'Floodgate-Media/1',
};

/**
 * Asks for an address once, follows nothing, and tells what came. Only public addresses are connected to:
 * those that the one look-up of the name gave. (`fetch` cannot be told which address to connect to.)
 */
export const fetchOnce = async (address: string, network: Network, within: Bounds = bounds): Promise<Fetched> => {
  const signal = AbortSignal.timeout(within.ms);
  try {
    return await answerOf(new URL(address), network, within, signal);
  } catch (error) {
    if (signal.aborted) return { kind: 'refused', code: 'fetch-too-slow' };
    return failureOf(error as NodeJS.ErrnoException);
  }
};

const answerOf = (url: URL, network: Network, within: Bounds, signal: AbortSignal): Promise<Fetched> =>
  new Promise((resolve, reject) => {
    const closed = (): void => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const createConnection = () => connected(url, network, within.connectMs);
    // Without an agent no port is known to be the usual one, and the host would be named with it.
    const headers = { ...HEADERS, host: url.host };
    const asked = http.request(url, { protocol: 'http:', method: 'GET', headers, signal, createConnection });
    const told = (fetched: Fetched): void => {
      resolve(fetched);
      asked.destroy();
    };
    asked.on('response', (answer) => {
      asked.off('close', closed);
      const early = byStatus(url, answer);
      if (early) return told(early);
      if (Number(answer.headers['content-length']) > within.bytes) return told(tooLarge);
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > within.bytes) told(tooLarge);
        else chunks.push(chunk);
      });
      answer.on('end', () => (answer.complete ? told({ kind: 'bytes', bytes: Buffer.concat(chunks) }) : closed()));
      answer.on('error', reject);
      answer.on('close', closed);
    });
    // Another protocol is no picture.
    asked.on('upgrade', (_, socket) => {
      socket.destroy();
      told({ kind: 'refused', code: 'fetch-refused' });
    });
    asked.on('close', closed);
    asked.on('error', reject);
    asked.end();
  });

/** Connects to what the name's one look-up gave of public addresses; over TLS the name must be the certificate's. */
const connected = (url: URL, { resolve, connect }: Network, connectMs: number): Socket => {
  const isTls = url.protocol === 'https:';
  const host = hostOf(url.href);
  const plain = connect({ host, port: Number(url.port || (isTls ? 443 : 80)), lookup: publicLookup(resolve) });
  const late = setTimeout(
    () => plain.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })),
    connectMs,
  );
  plain.once('connect', () => clearTimeout(late)).once('close', () => clearTimeout(late));
  if (!isTls) return plain;
  const secure = tls.connect({ socket: plain, ...(isIP(host) === 0 ? { servername: host } : {}) });
  plain.once('error', (error) => secure.destroy(error));
  return secure;
};

const tooLarge: Fetched = { kind: 'refused', code: 'file-too-large' };
const GONE = [404, 410];
const REDIRECTS = [301, 302, 303, 307, 308];
/** Servers that are behind, and those that want to be asked less. */
const LATER = [408, 425, 429, 500, 502, 503, 504];

/** What an answer's head says by itself; undefined for one whose body is the file. */
const byStatus = (url: URL, { statusCode: status = 0, headers }: http.IncomingMessage): Fetched | undefined => {
  if (status === 200 || status === 203) return undefined;
  if (GONE.includes(status)) return { kind: 'refused', code: 'not-found' };
  const to = REDIRECTS.includes(status) && headers.location ? URL.parse(headers.location, url.href) : null;
  if (to) return { kind: 'redirect', to: to.href };
  if (!LATER.includes(status)) return { kind: 'refused', code: 'fetch-refused' };
  const afterMs = retryAfterOf(headers['retry-after']);
  const isTold = status === 429 || afterMs !== undefined;
  return { kind: 'later', code: 'host-busy', isTold, ...(afterMs === undefined ? {} : { afterMs }) };
};

/** Names what broke. Names that there are not, certificates and answers that are none stay as they are. @throws a bug */
const failureOf = (error: NodeJS.ErrnoException): Fetched => {
  const { name, code } = error;
  if (name === 'BlockedAddress') return { kind: 'refused', code: 'address-not-public' };
  // What the network says has a code.
  if (code === undefined) throw error;
  if (/^(ENOTFOUND|ENODATA|EBADNAME|EAI_NONAME)$/.test(code)) return { kind: 'refused', code: 'host-unknown' };
  if (/CERT|TLS|SSL|SIGNED|SIGNATURE|^HPE_/.test(code)) return { kind: 'refused', code: 'fetch-refused' };
  return { kind: 'later', code: 'host-unreachable' };
};
