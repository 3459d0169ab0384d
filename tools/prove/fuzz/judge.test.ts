import { describe, expect, test } from 'vitest';
import { type FuzzAnswer, judgeBy } from './judge.ts';
import { operationsOf } from './operations.ts';

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const product = { 'application/json': { schema: { $ref: '#/components/schemas/Product' } } };
const document = {
  paths: {
    '/products': {
      post: {
        requestBody: { content: { 'application/json': { schema: {} } } },
        responses: { 201: { content: product }, 400: { content: problem }, default: { content: problem } },
      },
      get: { responses: { 200: { content: product }, 204: {}, 400: { content: problem }, 500: { content: problem } } },
    },
    '/health': { get: { responses: { 200: { content: product }, 503: { content: product } } } },
    '/media/uploads': { post: { responses: { 200: { content: product } } } },
    '/media/{id}': { delete: { responses: { 204: {}, 404: { content: problem } } } },
    '/docs': { get: { responses: { 200: { content: { 'text/html': { schema: {} } } } } } },
  },
  components: {
    schemas: {
      Product: {
        type: 'object',
        required: ['id', 'at'],
        properties: {
          id: { type: 'string' },
          amount: { type: 'integer' },
          at: { type: 'string', format: 'date-time' },
        },
        additionalProperties: false,
      },
      Problem: {
        type: 'object',
        required: ['status', 'code', 'requestId'],
        properties: { status: { type: 'integer' }, code: { const: 'no' }, requestId: { type: 'string' } },
      },
    },
  },
};
const operations = operationsOf(document);
const judge = judgeBy(document, operations);

const right = { id: 'prd_1', at: '2026-11-27T10:00:00Z' };
const json = (status: number, body: unknown, headers: object = {}, type = 'application/json'): FuzzAnswer => ({
  status,
  headers: { 'x-request-id': 'r1', 'content-type': `${type}; charset=utf-8`, ...headers },
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const refusal = (status: number, body: object = {}, headers: object = {}): FuzzAnswer =>
  json(status, { status, code: 'no', requestId: 'r1', ...body }, headers, 'application/problem+json');
/** What is answered where there is no route. */
const stray = (status: number, code: string, headers: object = {}): FuzzAnswer =>
  refusal(status, { code, type: 'urn:x', title: 'T', detail: 'D.' }, headers);
const without = (answer: FuzzAnswer, name: string): FuzzAnswer => ({
  ...answer,
  headers: { ...answer.headers, [name]: undefined },
});

/** What the judge says of an answer to a request, by its method, path and headers. */
const saysOf = (answer: FuzzAnswer, method = 'GET', path = '/products', headers = {}): string | undefined => {
  const operation = operations.find((one) => one.path === path.replace(/(\/|%2F|\/%3F|\/%zz|\/a%2Fb)$/, ''));
  if (!operation) throw new Error(`the document has no ${path}`);
  return judge(operation, { method, target: `/api/v1${path}`, headers }, answer);
};

test.each<[what: string, says: string | undefined]>([
  ['an answer by its schema', saysOf(json(200, right))],
  ['a refusal that is declared', saysOf(refusal(400))],
  ['a refusal under default', saysOf(refusal(418), 'POST')],
  ['a refusal that says when to come again', saysOf(refusal(429, {}, { 'retry-after': '1' }), 'POST')],
  ['no body where none is declared', saysOf(json(204, ''))],
  ['a 503 that is declared', saysOf(json(503, right), 'GET', '/health')],
  ['an answer to HEAD', saysOf(json(200, ''), 'HEAD')],
  ['nothing new', saysOf(json(304, ''), 'GET', '/products', { 'if-none-match': '*' })],
  ['another address', saysOf(json(308, '{}'), 'GET', '/products/')],
  ['another address, encoded', saysOf(json(308, ''), 'GET', '/products%2F')],
  ['another address, cut at a question mark', saysOf(json(308, ''), 'GET', '/products/%3F')],
  ['a path that is none', saysOf(stray(400, 'malformed-path'), 'GET', '/products/%zz')],
  ['a path that is unknown', saysOf(stray(404, 'unknown-route'), 'GET', '/products/a%2Fb')],
  ['a page', saysOf(json(200, '<p>', {}, 'text/html'), 'GET', '/docs')],
  ['a method that is not there', saysOf(stray(405, 'method-not-allowed', { allow: 'GET' }), 'PATCH')],
  ['an address that is another operation’s by this method', saysOf(refusal(404), 'DELETE', '/media/uploads')],
  ['the methods that are', saysOf(json(204, '', { allow: 'GET' }), 'OPTIONS')],
])('%s is right', (_, says) => {
  expect(says).toBeUndefined();
});

describe('a planted defect is found:', () => {
  test.each<[what: string, answer: FuzzAnswer, method: string | undefined, says: string]>([
    ['a handler that fails', refusal(500, { code: 'internal' }), 'GET', 'a 500: internal'],
    ['one that fails for HEAD', json(500, ''), 'HEAD', 'a 500: '],
    [
      'the gateway’s own failure',
      json(503, { message: 'Service Unavailable' }),
      'GET',
      'a 503: {"message":"Service Unavailable"}',
    ],
    ['no request id', without(json(200, right), 'x-request-id'), 'GET', 'a 200 without X-Request-Id'],
    [
      'a field too many',
      json(200, { ...right, secret: 1 }),
      'GET',
      'a 200 that breaks its schema: the whole must NOT have additional properties (secret)',
    ],
    [
      'a field of a wrong type',
      json(200, { ...right, amount: '1' }),
      'GET',
      'a 200 that breaks its schema: /amount must be integer',
    ],
    [
      'a missing field',
      json(200, { id: 'prd_1' }),
      'GET',
      "a 200 that breaks its schema: the whole must have required property 'at'",
    ],
    [
      'a time that is none',
      json(200, { ...right, at: 'now' }),
      'GET',
      'a 200 that breaks its schema: /at must match format "date-time"',
    ],
    ['no JSON', json(200, '{'), 'GET', 'a 200 that is no JSON'],
    ['another media type', json(200, '<p>', {}, 'text/html'), 'GET', 'a 200 of text/html, not of application/json'],
    ['a status that is not declared', json(202, right), 'GET', 'a 202 that is not declared'],
    ['a refusal that is not declared', refusal(409), 'GET', 'a 409 that is not declared'],
    ['a refusal that is no problem', json(400, { message: 'Bad' }), 'GET', 'a 400 that is no problem'],
    [
      'a problem that lacks its code',
      refusal(400, { code: undefined }),
      'GET',
      "a 400 that breaks its schema: the whole must have required property 'code'",
    ],
    ['a problem of another status', refusal(400, { status: 404 }), 'GET', 'a 400 that calls itself another status'],
    ['a problem of another request', refusal(400, { requestId: 'r2' }), 'GET', 'a 400 with the id of another request'],
    ['too many, and no word when', refusal(429), 'POST', 'a 429 without Retry-After'],
    ['a body where none is declared', json(204, right), 'GET', 'a 204 with a body that is not declared'],
    ['a body for HEAD', json(200, right), 'HEAD', 'a body in an answer to HEAD'],
    ['nothing new that nobody asked for', json(304, ''), 'GET', 'a 304 that nobody asked for'],
    ['a way to nowhere', json(308, ''), 'GET', 'a 308 for an address without a slash'],
    ['a method that is not there, taken', json(200, right), 'PATCH', 'a 200 for a method that no operation has'],
    ['a refused method without the others', stray(405, 'method-not-allowed'), 'PATCH', 'a 405 without Allow'],
    [
      'a method that is there, refused',
      stray(405, 'method-not-allowed', { allow: 'GET' }),
      'GET',
      'a 405 for an address and a method that an operation has',
    ],
    [
      'a path that is there, unknown',
      stray(404, 'unknown-route'),
      'GET',
      'a 404 for an address and a method that an operation has',
    ],
  ])('%s', (_, answer, method, says) => {
    expect(saysOf(answer, method)).toBe(says);
  });
});
