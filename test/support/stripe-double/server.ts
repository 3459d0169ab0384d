import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { nowMs } from '#lib/clock.ts';
import { Account } from './account.ts';
import { controls } from './control.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { invalid, StripeFailure } from './failure.ts';
import { Faults } from './faults.ts';
import { decodeForm, listAt, type Parameters } from './form.ts';
import { type Answer, Keys } from './keys.ts';
import { answerList, expanded } from './lists.ts';
import { payPage } from './page.ts';
import { Webhooks } from './webhooks.ts';

/**
 * A double of Stripe's HTTP API, for what this shop uses of it: form-encoded requests, JSON answers, keys, lists,
 * search, events, webhooks. It speaks to the real SDK over a real socket. Its clock is its own and moves when told.
 */
export interface StripeDouble {
  readonly base: string;
  readonly account: Account;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  /** Every request that came, `POST /v1/refunds` and its like, with its key. */
  readonly requests: { readonly route: string; readonly key: string | undefined }[];
  /** Checks parameters before it looks at keys: Stripe's documentation leaves room for either. */
  checksFirst: boolean;
  /** Moves the double's clock on; its own, and nobody else's. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const send = (response: ServerResponse, { status, body }: Answer, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_double', ...headers });
  response.end(JSON.stringify(body));
};

const asAnswer = (error: unknown): Answer => {
  if (error instanceof StripeFailure) return { status: error.status, body: error.body };
  return { status: 500, body: { error: { type: 'api_error', message: String(error) } } };
};
const broken: Answer = {
  status: 500,
  body: { error: { type: 'api_error', message: 'Something went wrong on our end.' } },
};
const limited: Answer = {
  status: 429,
  body: { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' } },
};

interface Options {
  readonly secret?: string;
  readonly port?: number;
  /** Another clock than the machine's, and another chance, for runs that replay. */
  readonly now?: () => number;
  readonly random?: (bytes: number) => Buffer;
}

export const startStripeDouble = async (options: Options = {}): Promise<StripeDouble> => {
  let ahead = 0;
  const { now = nowMs, random } = options;
  const account = new Account(() => now() + ahead, random);
  const keys = new Keys(account.now);
  const faults = new Faults();
  const requests: { route: string; key: string | undefined }[] = [];
  let base = '';

  const run = (endpoint: Endpoint, path: string, asked: Parameters): Answer => {
    try {
      const id = path.match(endpoint.path)?.[1] ?? '';
      return { status: 200, body: structuredClone(endpoint.run(account, asked, id, base)) };
    } catch (error) {
      return asAnswer(error);
    }
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', base);
    const route = `${request.method} ${url.pathname}`;
    const text = await bodyOf(request);
    if (url.pathname.startsWith('/_control/')) return control(url.pathname.slice(10), text, response);
    if (url.pathname.startsWith('/pay/'))
      return payPage(account, url.pathname.slice(5), request.method ?? '', text, response);
    const key = request.method === 'POST' ? (request.headers['idempotency-key'] as string | undefined) : undefined;
    requests.push({ route, key });
    const fault = faults.next(route);
    if (fault === 'before') return void request.socket.destroy();
    if (fault === 'limited') return send(response, limited, { 'stripe-should-retry': 'false' });
    if (!/^Bearer (sk|rk)_test_/.test(request.headers.authorization ?? '')) {
      return send(response, {
        status: 401,
        body: { error: { type: 'invalid_request_error', message: 'Invalid API Key provided' } },
      });
    }
    try {
      const asked = decodeForm(request.method === 'GET' ? url.search.slice(1) : text);
      const list = request.method === 'GET' ? answerList(account, url.pathname, asked) : undefined;
      if (list) return send(response, { status: 200, body: list });
      const endpoint = endpoints.find((one) => one.method === request.method && one.path.test(url.pathname));
      if (!endpoint)
        throw new StripeFailure(
          404,
          { type: 'invalid_request_error', message: `Unrecognized request URL (${route}).` },
          false,
        );
      for (const name of Object.keys(asked)) {
        if (name !== 'expand' && !endpoint.takes.includes(name))
          throw invalid(name, `Received unknown parameter: ${name}`, 'parameter_unknown');
      }
      if (double.checksFirst) endpoint.check?.(account, asked);
      const replayed = key === undefined ? undefined : keys.replay(key, url.pathname, text);
      if (replayed && fault === 'silent-after') return void request.socket.destroy();
      if (replayed) return send(response, replayed, { 'idempotent-replayed': 'true', 'stripe-should-retry': 'false' });
      endpoint.check?.(account, asked);
      if (key !== undefined) keys.begin(key, url.pathname, text);
      const answer = fault === 'error' ? broken : run(endpoint, url.pathname, asked);
      const told = fault === 'error-after' ? broken : answer;
      if (key !== undefined) keys.keep(key, told);
      if (fault === 'silent-after') return void request.socket.destroy();
      if (fault === 'hang-after') return;
      const expand = listAt(asked, 'expand');
      const body = told.status === 200 ? expanded(account, told.body, expand) : told.body;
      send(response, { status: told.status, body }, told.status >= 500 ? { 'stripe-should-retry': 'false' } : {});
    } catch (error) {
      send(response, asAnswer(error));
    }
  };

  /** `POST /_control/pay ["cs_…"]`: the same words over HTTP, for a stack in another process. */
  const control = (name: string, text: string, response: ServerResponse): void => {
    const word = controls[name as keyof typeof controls] as ((...all: unknown[]) => unknown) | undefined;
    if (!word) {
      send(response, { status: 404, body: {} });
      return;
    }
    try {
      send(response, { status: 200, body: { answer: word(account, ...(JSON.parse(text || '[]') as unknown[])) } });
    } catch (error) {
      send(response, { status: 409, body: { error: String(error) } });
    }
  };

  const double: { -readonly [K in keyof StripeDouble]: StripeDouble[K] } = {
    base: '',
    account,
    faults,
    webhooks: new Webhooks(account, options.secret ?? 'whsec_double'),
    requests,
    checksFirst: false,
    advance(ms) {
      ahead += ms;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => send(response, asAnswer(error)));
  });
  await new Promise<void>((resolve) => void server.listen(options.port ?? 0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  double.base = base;
  return double;
};
