import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import findMyWay, { type HTTPMethod } from 'find-my-way';
import { log } from '#lib/log.ts';
import { Throttled } from '../aws-limits/account.ts';
import { pictureAt } from '../demo-shop/pictures.ts';
import type { Plan, PlannedRoute } from '../plan.ts';
import { type Invoker, TimedOut } from '../triggers/invoker.ts';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';
import { decodedPath, httpEvent } from './http-event.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEADER_BYTES = 10_240;
/** Lambda's answer may be 6 MB, as the JSON that it is handed over in: base 64 and escapes count. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 30_000;

interface Route {
  readonly key: string;
  readonly fn: PlannedRoute['fn'];
  /** What the rest of the path is called: `path` of `{path+}`. */
  readonly rest?: string | undefined;
  readonly planned: PlannedRoute;
}

class TooLarge extends Error {}
/** The client hung up before its body was whole. */
class HungUp extends Error {}

const readBody = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return reject(new TooLarge());
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) reject(new TooLarge());
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', () => reject(new HungUp()));
    request.once('close', () => reject(new HungUp()));
  });

const ownAnswer = (status: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

const tooLarge = (answer: APIGatewayProxyStructuredResultV2): boolean =>
  (answer.body?.length ?? 0) > MAX_ANSWER_BYTES / 6 && Buffer.byteLength(JSON.stringify(answer)) > MAX_ANSWER_BYTES;

/** What API Gateway makes of a function's result: one without a status is the body of a 200. */
const interpreted = (result: unknown): APIGatewayProxyStructuredResultV2 => {
  if (typeof result === 'object' && result !== null && 'statusCode' in result) {
    const answer = result as APIGatewayProxyStructuredResultV2;
    const status = Number(answer.statusCode);
    const bodyFits = answer.body === undefined || answer.body === null || typeof answer.body === 'string';
    if (Number.isInteger(status) && status >= 200 && status <= 599 && bodyFits && !tooLarge(answer))
      return { ...answer, statusCode: status };
    return ownAnswer(500, 'Internal Server Error');
  }
  if (result === undefined) return ownAnswer(500, 'Internal Server Error');
  const body = typeof result === 'string' ? result : JSON.stringify(result);
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
};

const write = (response: ServerResponse, answer: APIGatewayProxyStructuredResultV2, requestId: string): void => {
  const status = answer.statusCode ?? 200;
  const body = Buffer.from(answer.body ?? '', answer.isBase64Encoded ? 'base64' : 'utf8');
  const headers: Record<string, string | string[]> = { 'apigw-requestid': requestId };
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers[name.toLowerCase()] = String(value);
  if (answer.cookies) headers['set-cookie'] = answer.cookies;
  // The length of what an answer to HEAD leaves out is the function's to tell.
  if (status === 204 || status === 304) delete headers['content-length'];
  else if (response.req.method !== 'HEAD' || !answer.headers?.['content-length'])
    headers['content-length'] = String(body.length);
  response.writeHead(status, headers);
  response.end(body);
};

/** A path as the router takes it, which decodes what it finds: the segments of the decoded path, encoded again. */
const routedPath = (path: string): string => {
  const decoded = decodedPath(path);
  return decoded === path ? path : decoded.split('/').map(encodeURIComponent).join('/');
};

/** API Gateway's HTTP API in front of every `http` function: payload 2.0, `$default` for what matches no route. */
export const createGateway = (plan: Pick<Plan, 'routes' | 'cors'>, invoker: Invoker): Server => {
  const router = findMyWay({ maxParamLength: 10_240 });
  let fallback: Route | undefined;
  for (const planned of plan.routes) {
    const { fn, method, path } = planned;
    if (path === '$default') fallback = { key: '$default', fn, planned };
    else {
      const pattern = path.replace(/\{\w+\+\}/g, '*').replace(/\{(\w+)\}/g, ':$1');
      const rest = path.match(/\{(\w+)\+\}$/)?.[1];
      router.on(method as HTTPMethod, pattern, () => {}, {
        key: `${method} ${path}`,
        fn,
        rest,
        planned,
      } satisfies Route);
    }
  }

  const answerTo = async (request: IncomingMessage, requestId: string): Promise<APIGatewayProxyStructuredResultV2> => {
    const [path = '/', ...rest] = (request.url ?? '/').split('?');
    const picture = pictureAt(path);
    if (picture) return picture;
    const matched = router.find(request.method as HTTPMethod, routedPath(path));
    // A parameter of API Gateway's is one segment and never none.
    const found = matched && !Object.values(matched.params).includes('') ? matched : null;
    const route = (found?.store as Route | undefined) ?? fallback;
    if (!route) return ownAnswer(404, 'Not Found');
    if (invoker.account?.admits(route.planned) === false) return ownAnswer(429, 'Too Many Requests');
    const body = await readBody(request);
    const event = httpEvent({
      routeKey: route.key,
      method: request.method ?? 'GET',
      path,
      query: rest.join('?'),
      headers: request.headers,
      params: route.rest === undefined ? (found?.params ?? {}) : { [route.rest]: found?.params['*'] },
      body,
      sourceIp: request.socket.remoteAddress?.replace('::ffff:', '') ?? '127.0.0.1',
      requestId,
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<APIGatewayProxyStructuredResultV2>((resolve) => {
      timer = setTimeout(() => resolve(ownAnswer(503, 'Service Unavailable')), INTEGRATION_TIMEOUT_MS * invoker.longer);
    });
    try {
      return await Promise.race([invoker.invoke(route.fn, event).then(interpreted), late]);
    } finally {
      clearTimeout(timer);
    }
  };

  return createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 65_000 }, (request, response) => {
    const requestId = randomUUID();
    const { origin } = request.headers;
    if (isPreflight(request.method, request.headers)) {
      write(response, preflightAnswer(plan.cors, origin), requestId);
      return;
    }
    answerTo(request, requestId)
      .catch((error: unknown) => {
        if (error instanceof TooLarge) {
          response.setHeader('connection', 'close');
          return ownAnswer(413, 'Request Entity Too Large');
        }
        // What an HTTP API answers when Lambda throttles is not documented, and not yet seen.
        if (error instanceof Throttled) return ownAnswer(503, 'Service Unavailable');
        if (!(error instanceof HungUp))
          log.error(error instanceof TimedOut ? 'function timed out' : 'function failed', error, { requestId });
        return ownAnswer(500, 'Internal Server Error');
      })
      .then((answer) => write(response, withCors(plan.cors, origin, answer), requestId))
      .catch(() => response.destroy());
  });
};
