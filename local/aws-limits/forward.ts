import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Forwarded {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Belong to one connection, not to the request. */
const OWN = new Set(['host', 'connection', 'content-length', 'keep-alive', 'transfer-encoding']);

/** Sends requests on to the engine over kept connections. */
export const forwarder = (endpoint: string) => {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(endpoint);
  const send = (path: string, method: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Forwarded> =>
    new Promise((resolve, reject) => {
      const kept = Object.entries(headers).filter(([name]) => !OWN.has(name));
      const sent = { ...Object.fromEntries(kept), 'content-length': body.length };
      const call = request({ agent, hostname, port, path, method, headers: sent });
      call.once('error', reject);
      call.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      });
      call.end(body);
    });
  return { send, close: (): void => agent.destroy() };
};
