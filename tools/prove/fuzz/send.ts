import { Agent, request as httpRequest } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { FuzzAnswer } from './judge.ts';
import type { FuzzRequest } from './requests.ts';

/** An answer that takes longer has hung, however busy the machine is. */
const HANGS_SECONDS = 300;

/** Sends requests to one origin over connections that are kept. */
export interface Sender {
  /** Sends a request from its address and answers what came, decoded. @throws when the connection breaks or hangs */
  readonly send: (request: FuzzRequest) => Promise<FuzzAnswer>;
  /** Closes the connections. */
  readonly hangUp: () => void;
}

export const senderTo = (origin: string): Sender => {
  const { hostname, port } = new URL(origin);
  const agents = new Map<string, Agent>();
  const agentOf = (address: string): Agent => {
    const agent = agents.get(address) ?? new Agent({ keepAlive: true, localAddress: address });
    agents.set(address, agent);
    return agent;
  };
  const send = ({ method, target, headers, body, from }: FuzzRequest): Promise<FuzzAnswer> =>
    new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          hostname,
          port,
          method,
          path: target,
          agent: agentOf(from),
          headers: { ...headers, ...(body ? { 'content-length': body.length } : {}) },
          signal: AbortSignal.timeout(HANGS_SECONDS * 1000),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            try {
              const text = decoded(Buffer.concat(chunks), response.headers['content-encoding']);
              resolve({ status: response.statusCode ?? 0, headers: response.headers as FuzzAnswer['headers'], text });
            } catch (error) {
              reject(error);
            }
          });
        },
      );
      sent.once('error', (error) =>
        reject(error.name === 'AbortError' ? new Error(`no answer within ${HANGS_SECONDS} s`) : error),
      );
      sent.end(body);
    });
  return { send, hangUp: () => agents.forEach((agent) => void agent.destroy()) };
};

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { br: brotliDecompressSync, gzip: gunzipSync };
const decoded = (bytes: Buffer, encoding = ''): string =>
  (bytes.length === 0 ? bytes : (decoders[encoding]?.(bytes) ?? bytes)).toString('utf8');
