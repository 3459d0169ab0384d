import type { IncomingHttpHeaders } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { nowMs } from '#lib/clock.ts';
import { ACCOUNT } from '../environment.ts';

/** One request as it came over the wire. */
export interface RawRequest {
  /** `GET /api/v1/orders/{id}`, or `$default`. */
  readonly routeKey: string;
  readonly method: string;
  readonly path: string;
  /** What follows `?`, as it came. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly params?: Readonly<Record<string, string | undefined>>;
  readonly body?: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
}

/** Text that API Gateway hands over as it is; any other body is base64. */
const TEXT = /^(text\/|application\/(json|javascript|xml|[\w.+-]+\+(json|xml))\s*(;|$))/i;

const pad = (n: number): string => String(n).padStart(2, '0');
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000`, the form of access logs. */
const accessLogTime = (ms: number): string => {
  const t = new Date(ms);
  const clock = `${pad(t.getUTCHours())}:${pad(t.getUTCMinutes())}:${pad(t.getUTCSeconds())}`;
  return `${pad(t.getUTCDate())}/${MONTHS[t.getUTCMonth()]}/${t.getUTCFullYear()}:${clock} +0000`;
};

/** Repeated parameters are joined by a comma, decoded; absent when there are none. */
const parameters = (query: string): Record<string, string> | undefined => {
  if (query === '') return undefined;
  const out: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) out[name] = name in out ? `${out[name]},${value}` : value;
  return out;
};

/**
 * The path of an HTTP API as API Gateway finds routes by it and hands it over: decoded, and cut at a question mark that
 * was encoded. What cannot be decoded stays as it came.
 */
export const decodedPath = (path: string): string => {
  try {
    return decodeURIComponent(path).split('?')[0] ?? '';
  } catch {
    return path;
  }
};

/** API Gateway's payload 2.0 for an HTTP API, field by field. */
export const httpEvent = (request: RawRequest): APIGatewayProxyEventV2 => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && name !== 'cookie' && name !== 'connection')
      headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  headers['x-forwarded-for'] = headers['x-forwarded-for']
    ? `${headers['x-forwarded-for']}, ${request.sourceIp}`
    : request.sourceIp;
  headers['x-forwarded-proto'] ??= 'http';
  const cookies = request.headers.cookie
    ?.split(';')
    .map((cookie) => cookie.trim())
    .filter(Boolean);
  const query = parameters(request.query);
  const params = request.params && Object.keys(request.params).length > 0 ? request.params : undefined;
  const text = TEXT.test(headers['content-type'] ?? 'text/');
  const path = decodedPath(request.path);
  const timeEpoch = nowMs();
  return {
    version: '2.0',
    routeKey: request.routeKey,
    rawPath: path,
    rawQueryString: request.query,
    ...(cookies && { cookies }),
    headers,
    ...(query && { queryStringParameters: query }),
    ...(params && { pathParameters: params }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName: headers['host'] ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.requestId,
      routeKey: request.routeKey,
      stage: '$default',
      time: accessLogTime(timeEpoch),
      timeEpoch,
    },
    ...(request.body && request.body.length > 0
      ? { body: request.body.toString(text ? 'utf8' : 'base64'), isBase64Encoded: !text }
      : { isBase64Encoded: false }),
  };
};
