import { decodedPath } from '../../../local/gateway/http-event.ts';
import type { Json, Operation } from './operations.ts';
import type { FuzzRequest } from './requests.ts';
import { faultBy } from './schemas.ts';

/** An answer as it came, decoded. */
export interface FuzzAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

type Asked = Pick<FuzzRequest, 'method' | 'target' | 'headers'>;

/**
 * Says what is wrong with an answer, constant for a kind of fault; undefined for a right one.
 * @param operation what the request's path belongs to; its method is the request's own
 */
export type Judge = (operation: Operation, request: Asked, answer: FuzzAnswer) => string | undefined;

/** Refusals that say when to come again. */
const LATER = [429, 503];

/** Judges answers by the OpenAPI document that their stack serves, and by what every route promises beside it. */
export const judgeBy = (document: Json, operations: readonly Operation[]): Judge => {
  const faultOf = faultBy(document);

  const refused = (
    { answers }: Pick<Operation, 'answers'>,
    { status, headers, text }: FuzzAnswer,
  ): string | undefined => {
    const schema = (answers[status] ?? answers['default'])?.['application/problem+json']?.schema;
    if (schema === undefined) return `a ${status} that is not declared`;
    if (mediaType(headers) !== 'application/problem+json') return `a ${status} that is no problem`;
    const body = jsonOf(text);
    if (body === undefined) return `a ${status} that is no JSON`;
    if (body.status !== status) return `a ${status} that calls itself another status`;
    if (body.requestId !== headers['x-request-id']) return `a ${status} with the id of another request`;
    if (LATER.includes(status) && !headers['retry-after']) return `a ${status} without Retry-After`;
    const fault = faultOf(schema, body);
    return fault && `a ${status} that breaks its schema: ${fault}`;
  };

  const done = ({ answers }: Operation, { status, headers, text }: FuzzAnswer): string | undefined => {
    const forms = answers[status];
    if (forms === undefined) return `a ${status} that is not declared`;
    const [type] = Object.keys(forms);
    if (type === undefined) return text === '' ? undefined : `a ${status} with a body that is not declared`;
    if (mediaType(headers) !== type) return `a ${status} of ${mediaType(headers)}, not of ${type}`;
    if (type !== 'application/json') return undefined;
    const body = jsonOf(text);
    if (body === undefined) return `a ${status} that is no JSON`;
    const fault = faultOf(forms[type]?.schema ?? {}, body);
    return fault && `a ${status} that breaks its schema: ${fault}`;
  };

  return (asked, request, answer) => {
    const { status, headers, text } = answer;
    if (!headers['x-request-id']) return `a ${status} without X-Request-Id`;
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const withMethod = operations.filter((one) => one.method === method);
    // By another method an address may be another operation's: `DELETE /media/uploads` is that of the medium “uploads”.
    const operation =
      withMethod.find(({ path }) => path === asked.path) ?? withMethod.find((one) => isAt(one, request));
    // Declared or not: only health answers one that is no refusal.
    if (status >= 500 && (!operation || isRefusal(operation, status)))
      return `a ${status}: ${jsonOf(text)?.code ?? text}`;
    // What is the same on every route, and stands in no operation: another address, nothing new, no such method.
    if (status === 308) return pathOf(request).endsWith('/') ? undefined : 'a 308 for an address without a slash';
    if (request.method === 'HEAD') return text === '' ? undefined : 'a body in an answer to HEAD';
    if (status === 304) return request.headers['if-none-match'] ? undefined : 'a 304 that nobody asked for';
    if (status in ROUTELESS && jsonOf(text)?.code === ROUTELESS[status]) {
      if (status === 405 && !headers['allow']) return 'a 405 without Allow';
      const isThere = operation !== undefined && (status === 405 || isAt(asked, request));
      return isThere ? `a ${status} for an address and a method that an operation has` : refused(routeless, answer);
    }
    if (operation) return isRefusal(operation, status) ? refused(operation, answer) : done(operation, answer);
    if (request.method === 'OPTIONS' && status === 204) return headers['allow'] ? undefined : 'a 204 without Allow';
    return status >= 400 ? refused(asked, answer) : `a ${status} for a method that no operation has`;
  };
};

/** What is answered where the gateway finds no route: it stands in no operation. */
const ROUTELESS: Readonly<Record<number, string>> = {
  400: 'malformed-path',
  404: 'unknown-route',
  405: 'method-not-allowed',
};
const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    requestId: { type: 'string' },
  },
  additionalProperties: false,
};
const routeless = { answers: { default: { 'application/problem+json': { schema: problem } } } };

/** The path of a request as the gateway understands it. */
const pathOf = ({ target }: Asked): string => decodedPath(target.split('?')[0] ?? '');

/** Whether the gateway finds the path of an operation in that of a request. */
const isAt = ({ path }: Operation, request: Asked): boolean => {
  const segments = path.split('/').map((segment) => (segment.startsWith('{') ? '[^/]+' : segment.replace('.', '\\.')));
  const found = pathOf(request);
  try {
    // Handed over as it came when it cannot be decoded.
    decodeURIComponent(request.target.split('?')[0] ?? '');
  } catch {
    return false;
  }
  return new RegExp(`^(?:/api/v1)?${segments.join('/')}$`).test(found);
};

/** A status from 400 on is a refusal, unless the operation says that it answers with it. */
const isRefusal = ({ answers }: Operation, status: number): boolean =>
  status >= 400 && !('application/json' in (answers[status] ?? {}));

const mediaType = (headers: FuzzAnswer['headers']): string => (headers['content-type'] ?? '').split(';')[0] ?? '';

/** What a text is as JSON; undefined for a text that is none. */
export const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
