import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type { Exchanged } from '../../engines/exchange.ts';
import type { Account, AccountReport } from '../account.ts';
import type { Limits } from '../limits.ts';
import type { Answer } from './consumption.ts';
import { createLimits } from './enforce.ts';
import { forwarder } from './forward.ts';
import type { Body } from './request.ts';

const PROTOCOL = 'DynamoDB_20120810.';
/** The busiest keys that the report names, of reads and of writes. */
const NAMED = 10;

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const parsed = <T>(body: Buffer): T | undefined => {
  try {
    return JSON.parse(body.toString('utf8')) as T;
  } catch {
    return undefined;
  }
};

const json = (response: ServerResponse, status: number, answer: object, headers: OutgoingHttpHeaders = {}): void => {
  const body = Buffer.from(JSON.stringify(answer));
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-requestid': randomUUID(),
    ...headers,
    'content-length': body.length,
    'x-amz-crc32': crc32(body),
  });
  response.end(body);
};

export interface LimitsProxy {
  /** Speaks DynamoDB's API; a GET answers what was refused so far, and the busiest keys. */
  readonly endpoint: string;
  /** `named`: how many of the busiest keys it names. */
  report(named?: number): Report;
  stop(): Promise<void>;
}
export interface Report {
  /** Requests under the limits, items throttled, items that met a conflict. */
  readonly counts: { readonly requests: number; readonly throttled: number; readonly conflicts: number };
  readonly hottest: Readonly<Record<'write' | 'read', readonly { partition: string; units: number }[]>>;
  /** What Lambda and API Gateway let in and refused; absent where they have no limits. */
  readonly account?: AccountReport;
}

/**
 * Stands between handlers and an engine that emulates neither partition limits nor transaction conflicts, and answers
 * as AWS's DynamoDB would: see limits.ts for the numbers, throughput.ts and conflicts.ts for the rules.
 */
export const startLimitsProxy = async (
  engineEndpoint: string,
  limits: Limits,
  account?: Pick<Account, 'report'>,
): Promise<LimitsProxy> => {
  const engine = forwarder(engineEndpoint);
  const limited = createLimits(limits);
  const onTheWay = async (): Promise<void> => {
    if (limits.networkMs > 0) await wait(limits.networkMs / 2);
  };
  const report = (named = NAMED): Report => ({
    counts: limited.counts(),
    hottest: { write: limited.hottest('write', named), read: limited.hottest('read', named) },
    ...(account && { account: account.report() }),
  });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(`${JSON.stringify(report(), null, 2)}\n`);
      return;
    }
    const body = await bodyOf(request);
    const send = (sent: Buffer): Promise<Exchanged> =>
      engine.send(request.url ?? '/', request.method ?? 'POST', request.headers, sent);
    const target = String(request.headers['x-amz-target']);
    const asked = target.startsWith(PROTOCOL) ? parsed<Body>(body) : undefined;
    let heard: Exchanged | undefined;
    const ask = async (changed: Body): Promise<Answer> => {
      heard = await send(Buffer.from(JSON.stringify(changed)));
      return parsed<Answer>(heard.body) ?? { __type: 'InternalServerError' };
    };
    await onTheWay();
    const answering = asked && limited.call(target.slice(PROTOCOL.length), asked, ask);
    if (!answering) {
      const { status, headers, body: answer } = await send(body);
      await onTheWay();
      response.writeHead(status, headers).end(answer);
      return;
    }
    const answer = await answering;
    await onTheWay();
    const status = answer.__type === undefined ? 200 : heard && heard.status !== 200 ? heard.status : 400;
    const id = heard?.headers['x-amzn-requestid'];
    json(response, status, answer, id === undefined ? {} : { 'x-amzn-requestid': id });
  };

  const server = createServer((request, response) => {
    // The engine is gone, or the caller: a broken connection is what either would see without us.
    serve(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    report,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      engine.close();
    },
  };
};
