import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ProvisionedThroughputExceededException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { httpTestEvent, invokeHttp, testContext } from '../test/support/invoke.ts';
import type { Contract } from './contract.ts';
import { forgetEnv } from './env.ts';
import { type HttpHandler, http } from './http.ts';
import { logTo } from './log.ts';
import { defineRefusal } from './problem.ts';
import { created, ok, text } from './reply.ts';
import { RetryableError } from './retryable-error.ts';

const contract = {
  method: 'POST',
  path: '/things/{id}',
  access: 'public',
  summary: 'A thing.',
  params: { id: /^thg_\d+$/ },
  query: z.strictObject({ deep: z._default(z.coerce.number().check(z.int(), z.lte(3)), 1) }),
  body: z.strictObject({ name: z.string().check(z.maxLength(5)), count: z.optional(z.int()) }),
  maxBytes: 100,
  returns: { 200: z.object({ name: z.string(), version: z.int() }), 201: z.object({ id: z.string() }) },
} as const satisfies Contract;
const route = {
  contract,
  handler: http(contract, ({ body, query }) => ok({ name: body.name, version: query.deep, hidden: 1 })),
};
const call = (more: object) => invokeHttp(route, { params: { id: 'thg_1' }, body: { name: 'a' }, ...more });

test('an answer is what the contract says of it, and nothing more', async () => {
  const { status, body, headers } = await call({ query: { deep: 2 } });
  expect([status, body]).toEqual([200, { name: 'a', version: 2 }]);
  expect(headers).toMatchObject({
    etag: '"2"',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  ['a field that is not known', { body: { name: 'a', extra: 1 } }, 400, 'invalid-request'],
  ['a text that is too long', { body: { name: 'toolong' } }, 400, 'invalid-request'],
  ['a query that is not known', { query: { wide: 1 } }, 400, 'invalid-request'],
  ['a query beyond its bound', { query: { deep: 4 } }, 400, 'invalid-request'],
  ['a body that is not JSON', { body: '{', headers: { 'content-type': 'application/json' } }, 400, 'malformed-json'],
  [
    'another content type',
    { body: 'name=a', headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported-media-type',
  ],
  ['a body that is too large', { body: { name: 'a'.repeat(200) } }, 413, 'too-large'],
  ['an id of another form', { params: { id: 'other_1' } }, 404, 'not-found'],
])('%s is refused as problem+json', async (_, request, status, code) => {
  const answer = await call(request);
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({
    type: `urn:floodgate:problem:${code}`,
    status,
    code,
    requestId: answer.headers['x-request-id'],
  });
});

test('a bad request says where each fault is', async () => {
  const { body } = await call({ body: { name: 'toolong', count: 'x' } });
  expect(body.errors).toEqual([
    { path: 'name', message: 'must have at most 5 characters' },
    { path: 'count', message: 'must be a number' },
  ]);
});

test('a bug is a bare 500, and the log has the rest', async () => {
  const lines: string[] = [];
  logTo((line) => lines.push(line));
  const broken = http(contract, () => {
    throw new Error('the password is swordfish');
  });
  const { status, text: sent } = await invokeHttp(
    { contract, handler: broken },
    { params: { id: 'thg_1' }, body: { name: 'a' } },
  );
  logTo(() => undefined);
  expect(status).toBe(500);
  expect(sent).not.toContain('swordfish');
  expect(lines.join('')).toContain('swordfish');
});

const OutOfStock = defineRefusal('out-of-stock', 409, 'Nothing is left.', () => ({ sku: z.string() }));

test('a code that the contract does not declare is answered, and logged as an error', async () => {
  const lines: string[] = [];
  logTo((line) => lines.push(line));
  const answered = async (refuses: Contract['refuses'] = []) => {
    const refusing = http({ ...contract, refuses }, () => {
      throw new OutOfStock(undefined, { sku: 'X' });
    });
    const { status, body } = await invokeHttp(refusing, {
      method: 'POST',
      path: contract.path,
      params: { id: 'thg_1' },
      body: { name: 'a' },
    });
    expect([status, body.detail]).toEqual([409, 'Nothing is left.']);
    return lines.splice(0).filter((line) => line.includes('undeclared refusal')).length;
  };
  expect([await answered(), await answered([OutOfStock])]).toEqual([1, 0]);
  logTo(() => undefined);
});

const POST = { method: 'POST', path: contract.path };

test('a refusal keeps its members and headers; an answer that breaks the contract is a bug', async () => {
  const refusing = http({ ...contract, refuses: [OutOfStock] }, () => {
    throw new OutOfStock('No.', { sku: 'X' });
  });
  expect((await invokeHttp(refusing, { ...POST, params: { id: 'thg_1' }, body: { name: 'a' } })).body).toMatchObject({
    code: 'out-of-stock',
    sku: 'X',
  });
  const lying = http(contract, () => created('/things/1', { wrong: true }));
  expect(
    (await invokeHttp({ contract, handler: lying }, { params: { id: 'thg_1' }, body: { name: 'a' } })).status,
  ).toBe(500);
});

test('who has it already gets 304', async () => {
  const read = {
    method: 'GET',
    path: '/things',
    access: 'public',
    summary: '',
    returns: { 200: contract.returns[200] },
  } as const;
  const handler = http(read, () => ok({ name: 'a', version: 7 }));
  const again = await invokeHttp({ contract: read, handler }, { headers: { 'If-None-Match': 'W/"6", "7"' } });
  expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', '"7"']);
  expect((await invokeHttp({ contract: read, handler }, { headers: { 'If-None-Match': '"6"' } })).status).toBe(200);
});

test('a page is sent as it is', async () => {
  const page = { method: 'GET', path: '/page', access: 'public', summary: '', returns: { 200: 'text/html' } } as const;
  const answer = await invokeHttp({ contract: page, handler: http(page, () => text('text/html', '<p>hi</p>')) });
  expect([answer.text, answer.headers['content-type']]).toEqual(['<p>hi</p>', 'text/html; charset=utf-8']);
});

const list = {
  method: 'GET',
  path: '/list',
  access: 'public',
  summary: '',
  returns: { 200: z.object({ version: z.int(), names: z.array(z.string()) }) },
} as const;
const names = Array.from({ length: 400 }, (_, n) => `name ${n}`);
const listed = { contract: list, handler: http(list, () => ok({ version: 3, names })) };
const raw = (
  accept: string | undefined,
  method = 'GET',
  target: { handler: HttpHandler; contract: Contract } = listed,
) =>
  target.handler(
    httpTestEvent({ method, headers: accept === undefined ? {} : { 'accept-encoding': accept } }, target.contract),
    testContext(),
  );

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0.5, gzip;q=0.8', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['*', 'br'],
  ['identity, br;q=0.5', undefined],
  ['br;q=0, gzip;q=0', undefined],
  ['nonsense;;q=x', undefined],
  ['', undefined],
  [undefined, undefined],
])('Accept-Encoding %j is answered with %s', async (accept, encoding) => {
  const { headers, isBase64Encoded, body = '' } = await raw(accept);
  expect(headers).toMatchObject({ vary: 'accept-encoding', etag: '"3"' });
  expect([headers?.['content-encoding'], isBase64Encoded]).toEqual([encoding, encoding && true]);
  const bytes = Buffer.from(body, encoding ? 'base64' : 'utf8');
  const plain = encoding === 'br' ? brotliDecompressSync(bytes) : encoding ? gunzipSync(bytes) : bytes;
  expect(JSON.parse(plain.toString())).toEqual({ version: 3, names });
});

test('a small answer, a secret one and one to who holds the secret are sent as they are', async () => {
  const small = http(list, () => ok({ version: 3, names: [] }));
  expect((await raw('br', 'GET', { contract: list, handler: small })).headers).not.toHaveProperty('content-encoding');
  for (const closed of [
    { ...list, secret: true },
    { ...list, access: 'holder' },
  ] as const) {
    const { headers } = await raw('br', 'GET', {
      contract: closed,
      handler: http(closed, () => ok({ version: 3, names })),
    });
    expect(headers).not.toHaveProperty('content-encoding');
    expect(headers).not.toHaveProperty('vary');
  }
});

test('a large refusal is compressed too', async () => {
  const Many = defineRefusal('many', 409, 'Too many.', () => ({ names: z.array(z.string()) }));
  const refusing = http({ ...list, refuses: [Many] }, () => {
    throw new Many('No.', { names });
  });
  const { statusCode, headers } = await raw('br', 'GET', { contract: list, handler: refusing });
  expect([statusCode, headers?.['content-encoding']]).toEqual([409, 'br']);
});

test('304 tells what it hangs on, in whatever encoding the first answer came', async () => {
  const again = await invokeHttp(listed, { headers: { 'if-none-match': '"3"', 'accept-encoding': 'br' } });
  expect([again.status, again.text]).toEqual([304, '']);
  expect(again.headers).toMatchObject({ etag: '"3"', vary: 'accept-encoding' });
});

test('HEAD has the headers of GET, the length of what it leaves out, and no body', async () => {
  for (const accept of ['br', undefined]) {
    const [get, head] = [await raw(accept), await raw(accept, 'HEAD')];
    const { 'x-request-id': _, ...headers } = get.headers ?? {};
    const length = Buffer.byteLength(get.body ?? '', get.isBase64Encoded ? 'base64' : 'utf8');
    expect(head).toMatchObject({ statusCode: 200, headers: { ...headers, 'content-length': length } });
    expect(head.body).toBeUndefined();
  }
});

test('an answer of more than Lambda may send is refused by name, unless it fits when compressed', async () => {
  const much = { contract: list, handler: http(list, () => ok({ version: 3, names: ['"'.repeat(3_200_000)] })) };
  expect(await invokeHttp(much)).toMatchObject({ status: 422, body: { code: 'answer-too-large' } });
  expect((await raw('br', 'GET', much)).statusCode).toBe(200);
});

const named = (name: string) => ({ body: JSON.stringify({ name }), headers: { 'content-type': 'application/json' } });
test.each([
  [
    'bytes that are no UTF-8',
    { body: Buffer.from([...Buffer.from('{"name":"a'), 0xff, ...Buffer.from('"}')]) },
    'malformed-json',
  ],
  ['U+FFFD, which stands for such bytes on AWS', named('a\ufffd'), 'malformed-json'],
  ['U+FFFD written as an escape', { ...named(''), body: '{"name":"\\ufffd"}' }, 'invalid-request'],
  ['half of a surrogate pair', { ...named(''), body: '{"name":"\\ud83d"}' }, 'invalid-request'],
  ['a non-character', named('a\uffff'), 'invalid-request'],
  ['a non-character of another plane', named('\u{1fffe}'), 'invalid-request'],
])('a body with %s is refused', async (_, request, code) => {
  expect(await call(request)).toMatchObject({ status: 400, body: { code } });
});

test('whole surrogate pairs are text like any other', async () => {
  expect(await call(named('é💚'))).toMatchObject({ status: 200, body: { name: 'é💚' } });
});

test('a form of bytes that are no UTF-8 is refused', async () => {
  const form = { ...contract, body: 'form' } as const;
  const handler = http(form, ({ body }) => ok({ name: body['name'] ?? '', version: 1 }));
  const send = (body: string) => invokeHttp({ contract: form, handler }, { params: { id: 'thg_1' }, body });
  expect(await send('name=a%FF')).toMatchObject({ status: 400, body: { code: 'malformed-form' } });
  expect(await send('name=%C3%A9')).toMatchObject({ status: 200, body: { name: 'é' } });
});

test('a limited route says how much is left, and refuses what is beyond', async () => {
  const limitedContract = {
    ...contract,
    path: `/limited-${process.pid}/{id}`,
    limit: { requests: 2, seconds: 3600 },
  } as const;
  const limited = {
    contract: limitedContract,
    handler: http(limitedContract, ({ body }) => ok({ name: body.name, version: 1 })),
  };
  const ask = () => invokeHttp(limited, { params: { id: 'thg_1' }, body: { name: 'a' }, sourceIp: '10.1.2.3' });
  expect((await ask()).headers['ratelimit']).toMatch(/^"default";r=1;t=\d+$/);
  await ask();
  const third = await ask();
  expect([third.status, third.body.code]).toEqual([429, 'too-many-requests']);
  expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
});

const throwing = (method: 'GET' | 'POST', error: unknown) => {
  const failing = { method, path: '/failing', access: 'public', summary: '', returns: { 204: null } } as const;
  const handler = http(failing, () => {
    throw error;
  });
  return invokeHttp({ contract: failing, handler });
};
const about = { message: 'refused', $metadata: {} };
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...about, CancellationReasons: codes.map((Code) => ({ Code })) });

const fault = (name: string, more: object) => Object.assign(new Error('no'), { name, ...more });
const timedOut = fault('TimeoutError', {});

test.each([
  ['no units left', new ProvisionedThroughputExceededException(about)],
  ['a conflict after every try', cancelled('None', 'TransactionConflict')],
  ['a transaction without units', cancelled('ThrottlingError', 'None')],
  ['a time-out', timedOut],
  ['a connection that broke', fault('Error', { code: 'ECONNRESET' })],
  ['a fault of SQS', fault('SomethingNew', { $metadata: { httpStatusCode: 500 } })],
  ['a queue that throttles', fault('RequestThrottled', { $metadata: { httpStatusCode: 403 } })],
  ['a bucket that asks for less', fault('SlowDown', { $metadata: { httpStatusCode: 503 } })],
  ['a time-out that a library has wrapped', new Error('could not be stored', { cause: timedOut })],
  ['others that keep coming first', new RetryableError('changes keep coming')],
])('what may pass is no bug, and asks to try again: %s', async (_, error) => {
  const lines: string[] = [];
  logTo((line) => lines.push(line));
  const answers = await Promise.all([throwing('POST', error), throwing('GET', error)]);
  logTo(() => undefined);
  expect(answers.map(({ status, body, headers }) => [status, body.code, headers['retry-after']])).toEqual([
    [503, 'try-again', '1'],
    [503, 'try-again', '1'],
  ]);
  const said = 'The outcome of this request is not known; the same request may be sent again.';
  expect(answers.map(({ body }) => body.detail.includes(said))).toEqual([true, false]);
  expect(lines.join('')).not.toContain('Bugs');
});

test.each([
  ['a condition that nobody has a word for', cancelled('ConditionalCheckFailed', 'None')],
  ['a transaction that is malformed', cancelled('ValidationError', 'TransactionConflict')],
  ['a mistake of ours', new TypeError('x is undefined')],
  ['what is no error', 'text'],
])('a bug is counted once, for the alarm of its area: %s', async (_, error) => {
  process.env['AREA'] = 'buying';
  const lines: string[] = [];
  logTo((line) => lines.push(line));
  const { status, body, headers } = await throwing('POST', error);
  delete process.env['AREA'];
  logTo(() => undefined);
  expect([status, body.code, headers['retry-after']]).toEqual([500, 'internal', undefined]);
  expect(lines.map((line) => JSON.parse(line).metric).filter(Boolean)).toEqual(['BugsBuying']);
});

test('a bad environment is answered as problem+json, and the log names what is missing', async () => {
  const lines: string[] = [];
  logTo((line) => lines.push(line));
  const { QUEUE_BASE_URL: missing } = process.env;
  delete process.env['QUEUE_BASE_URL'];
  forgetEnv();
  const answer = await call({});
  process.env['QUEUE_BASE_URL'] = missing;
  forgetEnv();
  logTo(() => undefined);
  expect([answer.status, answer.headers['content-type']]).toEqual([500, 'application/problem+json; charset=utf-8']);
  expect(answer.body).toMatchObject({ code: 'internal', requestId: answer.headers['x-request-id'] });
  expect(answer.text).not.toContain('QUEUE_BASE_URL');
  const [bug] = lines.map((line) => JSON.parse(line));
  expect(bug).toMatchObject({
    level: 'error',
    metric: 'BugsOther',
    requestId: answer.body.requestId,
    error: { reason: 'environment: QUEUE_BASE_URL missing or malformed (lib)' },
  });
});
