import { Agent } from 'node:http';
import { exchange } from '../../../local/engines/exchange.ts';
import { loopbackAddress } from './addresses.ts';

/** What came back of one request. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Requests that come from one address; a shop limits what one address may do. */
const OF_ONE_ADDRESS = 50;
/** Connections of an address that nobody comes from any more are closed after this. */
const IDLE_MS = 2000;
let addresses = 0;

/**
 * A client with kept connections, light enough not to be what is measured. After some requests it goes on from another
 * address of 127.0.0.0/8, as other people do; several clients share none.
 */
export const createClient = (api: string, connections: number) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, timeout: IDLE_MS });
  let [sent, localAddress] = [0, ''];
  const base = new URL(api);
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    if (sent++ % OF_ONE_ADDRESS === 0) localAddress = loopbackAddress(addresses++);
    const own = payload ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } : {};
    const to = { agent, localAddress, host: base.hostname, port: base.port, method, path: base.pathname + path };
    const answer = await exchange({ ...to, headers: { ...own, ...headers } }, payload);
    return { status: answer.status, headers: answer.headers, text: answer.body.toString('utf8') };
  };
  return { send, close: (): void => agent.destroy() };
};
export type LoadClient = ReturnType<typeof createClient>;

export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly count: number;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Runs an operation by so many clients at once for some seconds, after a short warm-up; a failure ends the run. */
export const measure = async (
  clients: number,
  seconds: number,
  operation: () => Promise<unknown>,
): Promise<Measured> => {
  const run = async (until: number, times: number[]): Promise<void> => {
    while (performance.now() < until) {
      const start = performance.now();
      await operation();
      times.push(performance.now() - start);
    }
  };
  const all = (until: number, times: number[]) => Promise.all(Array.from({ length: clients }, () => run(until, times)));
  await all(performance.now() + Math.min(1000, seconds * 300), []);
  const times: number[] = [];
  const start = performance.now();
  await all(start + seconds * 1000, times);
  const elapsed = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    rounded(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
  return { perSecond: rounded(times.length / elapsed), p50Ms: at(0.5), p99Ms: at(0.99), count: times.length };
};
