import middy from '@middy/core';
import securityHeaders from '@middy/http-security-headers';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { nowMs } from './clock.ts';
import {
  type Body, type Contract, type Named, type Params, parseInput, type Query, refusalsOf,
} from './contract.ts'; // biome-ignore format: a list
import { env } from './env.ts';
import { type Caller, identify } from './identity.ts';
import { limited } from './limit.ts';
import { log } from './log.ts';
import { failed } from './metric.ts';
import { problemBody, Refusal } from './problem.ts';
import {
  Internal, MalformedForm, MalformedJson, notFound, TooLarge, tryAgain, UnsupportedMediaType,
} from './refusals.ts'; // biome-ignore format: a list
import { type Reply, render, text } from './reply.ts';
import { isTransient } from './retryable-error.ts';
import { findIllFormed, typed } from './text.ts';
import { inScope, type Scope, spanOf } from './trace.ts';
import { viewerKey } from './viewer.ts';

/** What a handler gets: parsed, and typed by its contract. */
export interface Input<C extends Contract> {
  readonly params: Params<C>;
  readonly query: Query<C>;
  readonly body: Body<C>;
  readonly caller: Caller;
  /** Lower-case names. */
  readonly headers: Named;
  /** The bytes of the body as they came. */
  readonly rawBody: Buffer;
  /** The version named by `If-Match`, when the caller sent one. */
  readonly ifMatch: number | undefined;
  readonly method: string;
  /** Decoded, as API Gateway hands it over. */
  readonly path: string;
  /** What followed `?`, as it came. */
  readonly rawQuery: string;
  /** Names the viewer's network, to count by. */
  readonly viewer: () => string;
  /** When the request arrived, milliseconds since 1970. */
  readonly now: number;
}

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;
/** The handler's function: what it does with an input. */
export type UseCase<C extends Contract> = (input: Input<C>) => Promise<Reply> | Reply;

/** The function that Lambda calls. */
export type HttpHandler = (event: Event, context: Context) => Promise<Result>;

/**
 * Builds the handler of a route, one chain in this order: context → headers for browsers → problem+json → environment →
 * access → rate limit → parsing → the handler's function → parsing of the answer → one access line with what the
 * request cost. It never throws: what is thrown inside is answered, and a bug is counted for the alarm of its area.
 */
export const http = <const C extends Contract>(contract: C, fn: UseCase<C>): HttpHandler => {
  const chain = middy<Event, Result>()
    .use(securityHeaders(browserHeaders))
    .onError((request) => {
      request.response = asProblem(contract, request.error, request.event);
    })
    .handler((event) => answer(contract, fn, event));
  return (event, context) => {
    const { requestId } = event.requestContext;
    return inScope({ requestId, traceparent: event.headers['traceparent'], actor: 'api', context }, async (scope) =>
      finish(contract, event, scope, await chain(event, context)),
    );
  };
};

/** What a browser should know of an API that storefronts of other origins call; the rest of the library's set is for pages. */
const forPages = [
  'contentSecurityPolicy', 'crossOriginEmbedderPolicy', 'crossOriginOpenerPolicy', 'dnsPrefetchControl',
  'downloadOptions', 'originAgentCluster', 'permissionsPolicy', 'permittedCrossDomainPolicies',
]; // biome-ignore format: a list
const browserHeaders = {
  ...Object.fromEntries(forPages.map((name) => [name, false])),
  crossOriginResourcePolicy: { policy: 'cross-origin' },
} as never;

const answer = async <C extends Contract>(contract: C, fn: UseCase<C>, event: Event): Promise<Result> => {
  // A bad environment is answered like any bug, before anything is asked of an engine.
  env();
  const { headers, pathParameters = {}, queryStringParameters = {}, requestContext } = event;
  const { method, sourceIp } = requestContext.http;
  const caller = await identify(contract, headers, pathParameters);
  const viewer = () => viewerKey(headers, sourceIp);
  const rate = await limited(contract, caller, pathParameters['id'], viewer);
  const params = pathParams(contract, pathParameters);
  const rawBody = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const reply = await fn({
    params,
    query: contract.query ? parseInput(contract.query, queryStringParameters, 'query') : {},
    body: bodyOf(contract, headers, rawBody),
    caller,
    headers,
    rawBody,
    ifMatch: versionOf(headers['if-match']),
    method,
    path: event.rawPath,
    rawQuery: event.rawQueryString,
    viewer,
    now: nowMs(),
  } as Input<C>);
  return render(contract, { ...reply, headers: { ...rate, ...reply.headers } }, headers);
};

const routeOf = ({ method, path }: Contract): string => `${method} ${path}`;

const refusalOf = (contract: Contract, error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  const route = routeOf(contract);
  if (isTransient(error)) {
    log.warn('request may be tried again', { route, reason: String(error) });
    return tryAgain(contract.method !== 'GET');
  }
  failed('unexpected error', error, { route });
  return new Internal();
};

const asProblem = (contract: Contract, error: unknown, { requestContext, headers }: Event): Result => {
  const shown = refusalOf(contract, error);
  if (!refusalsOf(contract).some(({ code }) => code === shown.code))
    failed('undeclared refusal', shown, { route: routeOf(contract), code: shown.code });
  const body = JSON.stringify(problemBody(shown, requestContext.requestId));
  return render(contract, text('application/problem+json', body, shown.headers, shown.status), headers);
};

/** The access line, and headers that every answer has, below what it says itself; one to HEAD keeps the length of what it leaves out. */
const finish = (contract: Contract, event: Event, scope: Scope, result: Result): Result => {
  const route = routeOf(contract);
  log.info('request', { route, status: result.statusCode, bytes: lengthOf(result), ...spanOf(scope) });
  const said = Object.entries({ ...result.headers }).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers: Result['headers'] & {} = Object.fromEntries([['x-request-id', scope.requestId], ...said].reverse());
  const { calls, readUnits, writeUnits, messages } = scope.meter;
  if (exposesCost()) headers['x-cost'] = `calls=${calls}; read=${readUnits}; write=${writeUnits}; messages=${messages}`;
  if (event.requestContext.http.method !== 'HEAD') return { ...result, headers };
  if (result.body !== undefined) headers['content-length'] = lengthOf(result);
  return { statusCode: result.statusCode ?? 200, headers };
};

/** Bytes of an answer's body as it leaves. */
const lengthOf = ({ body = '', isBase64Encoded }: Result): number =>
  Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8');

/** A bad environment was answered already, and exposes nothing. */
const exposesCost = (): boolean => {
  try {
    return env().EXPOSE_COST;
  } catch {
    return false;
  }
};

const pathParams = ({ path, params: forms }: Contract, given: Named): Record<string, string> => {
  const params = Object.entries(given).map(([name, value = '']) => [name, typed(value)] as const);
  const most = path.endsWith('+}') ? 2000 : 200;
  if (params.some(([name, value]) => value.length > most || forms?.[name]?.test(value) === false)) throw notFound();
  return Object.fromEntries(params);
};

const bodyOf = ({ body, maxBytes = 65_536 }: Contract, headers: Named, raw: Buffer): unknown => {
  if (body === undefined) return undefined;
  if (raw.length > maxBytes) throw new TooLarge(`The body is larger than ${maxBytes} bytes.`);
  if (body === 'raw') return undefined;
  if (body === 'form') {
    const fields = Object.fromEntries(new URLSearchParams(raw.toString('utf8')));
    if (findIllFormed(fields)) throw new MalformedForm();
    return fields;
  }
  const type = headers['content-type']?.split(';')[0]?.trim() ?? '';
  if (raw.length > 0 && !/^application\/json$|\+json$/i.test(type)) throw new UnsupportedMediaType();
  return parseInput(body, raw.length === 0 ? {} : parseJson(raw));
};

/** API Gateway hands JSON over as text, with U+FFFD for what is no UTF-8: a body with one is refused like such bytes. */
const parseJson = (raw: Buffer): unknown => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
    if (!text.includes('\uFFFD')) return JSON.parse(text);
  } catch {
    // Refused below.
  }
  throw new MalformedJson();
};

/** The version in `If-Match: "7"`; a header that cannot be one of ours never matches. */
const versionOf = (header: string | undefined): number | undefined => {
  if (header === undefined || header.trim() === '*') return undefined;
  return Number(header.match(/^\s*(?:W\/)?"(\d{1,15})"\s*$/)?.[1] ?? -1);
};
