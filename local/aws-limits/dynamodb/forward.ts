import { Agent, type IncomingHttpHeaders } from 'node:http';
import { type Exchanged, exchange } from '../../engines/exchange.ts';

/** Belong to one connection, not to the request. */
const OWN = new Set(['host', 'connection', 'content-length', 'keep-alive', 'transfer-encoding']);

/** Sends requests on to the engine over kept connections. */
export const forwarder = (endpoint: string) => {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(endpoint);
  const send = (path: string, method: string, headers: IncomingHttpHeaders, body: Buffer): Promise<Exchanged> => {
    const kept = Object.entries(headers).filter(([name]) => !OWN.has(name));
    const sent = { ...Object.fromEntries(kept), 'content-length': body.length };
    return exchange({ agent, hostname, port, path, method, headers: sent }, body);
  };
  return { send, close: (): void => agent.destroy() };
};
