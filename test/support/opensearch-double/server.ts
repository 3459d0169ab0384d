/**
 * A double of OpenSearch on a port of this machine, for what cannot run here. It shares no code with the adapter: it checks
 * each request against the published description (description.ts), executes what it is asked (versions, aliases, queries,
 * BM25, aggregations), and loses, repeats and reorders requests by a seed. It is not OpenSearch: it has one node and one
 * shard, scores to its own rounding, and no limits of memory.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Asked, Cluster } from './cluster.ts';
import { Failure } from './failure.ts';
import { Faults } from './faults.ts';

export interface OpenSearchDouble {
  readonly base: string;
  readonly cluster: Cluster;
  readonly faults: Faults;
  /** Requests that came, and were refused because the description does not have them. */
  readonly asked: Asked[];
  readonly refused: string[];
  /** Holds all requests back, unanswered, while it is set. */
  hang: boolean;
  close(): Promise<void>;
}

const askedOf = async (request: IncomingMessage): Promise<Asked> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://double');
  const body = await text(request);
  const type = request.headers['content-type'] ?? '';
  const json = pathname === '/_bulk' ? /^application\/x-ndjson/ : /^application\/json/;
  if (body !== '' && !json.test(type))
    throw new Failure(406, 'media_type_header_exception', `Content-Type header [${type}] is not supported`);
  return { method: request.method ?? 'GET', path: pathname.replace(/(.)\/$/, '$1'), query: searchParams, body };
};

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
};

/** Starts it. @param seed of its faults, which befall nothing until `faults.shares` says so */
export const startOpenSearchDouble = async ({ seed = 1, port = 0 } = {}): Promise<OpenSearchDouble> => {
  const [cluster, faults] = [new Cluster(), new Faults(seed)];
  const [asked, refused]: [Asked[], string[]] = [[], []];

  const answer = (one: Asked): { status: number; body: object } => {
    try {
      return { status: 200, body: cluster.answer(one, () => faults.spoilt()) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // What the description has no such request for; that an index is there already is an answer as any other.
      if (error.status === 400 && error.type !== 'resource_already_exists_exception')
        refused.push(`${one.method} ${one.path}: ${error.message}`);
      return { status: error.status, body: error.body() };
    }
  };

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = await askedOf(request);
    asked.push(one);
    if (double.hang) return;
    faults.passed();
    const fault = faults.next();
    if (fault === 'lost') return void response.destroy();
    if (fault === 'late') {
      faults.postpone(() => answer(one));
      return void response.destroy();
    }
    if (fault === 'refused') {
      const refusal = faults.refusal();
      return send(response, refusal.status, refusal.body());
    }
    const { status, body } = answer(one);
    if (fault === 'twice') faults.postpone(() => answer(one));
    if (fault === 'unanswered') return void response.destroy();
    send(response, status, fault === 'partial' && one.path.endsWith('/_search') ? { ...body, timed_out: true } : body);
  };

  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => {
      if (error instanceof Failure) return send(response, error.status, error.body());
      refused.push(String(error));
      send(response, 500, { error: { type: 'double', reason: String(error) }, status: 500 });
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const double: OpenSearchDouble = {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cluster,
    faults,
    asked,
    refused,
    hang: false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return double;
};
