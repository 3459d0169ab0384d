import { beforeAll, describe, expect, test } from 'vitest';
import { orderToken } from '../../functions/orders/order/order-token.ts';
import * as defaultRoute from '../../functions/platform/http/default-route.ts';
import { invokeHttp, type TestRequest, type TestResponse } from '../support/invoke.ts';
import { allRoutes, keyWith, type RouteUnderTest } from './routes.ts';

/** The error table of the API, for every route that a contract states. */
const routes = await allRoutes();
const named = (wanted: (route: RouteUnderTest) => unknown) =>
  routes.filter(wanted).map((route) => [route.name, route] as const);

let admin: string;
let stranger: string;
beforeAll(async () => {
  admin = await keyWith('admin');
  stranger = await keyWith('nothing');
});

const OTHER = 'ord_00000000000000000000000000';
const forStaff = ({ contract: { access } }: RouteUnderTest) => access === 'admin' || access.startsWith('staff:');
const forOwner = ({ contract: { access } }: RouteUnderTest) => access === 'owner';

/** What makes a caller welcome at a route. */
const welcome = (route: RouteUnderTest, params = route.params): TestRequest => ({
  ...(forStaff(route) ? { token: admin } : {}),
  ...(forOwner(route) ? { headers: { 'x-order-token': orderToken(params['id'] ?? '') } } : {}),
});

const expectProblem = (answer: TestResponse, status: number, code: string): void => {
  expect(answer.body, answer.text).toMatchObject({ status, code, type: `urn:floodgate:problem:${code}` });
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  expect(answer.body.detail).toMatch(/^[A-Z/].+[.…]$/);
};

test('every route is there to be tested', () => {
  expect(routes.length).toBeGreaterThan(30);
  expect(
    routes.filter(({ params }) => Object.values(params).includes('missing-in-sample')).map(({ name }) => name),
  ).toEqual([]);
});

test('a route of an object’s owner says what kind of object, and no other route does', () => {
  for (const { name, contract } of routes) expect('object' in contract, name).toBe(contract.access === 'owner');
});

describe('who is calling', () => {
  test.each(named(forStaff))('%s: no token, or an unknown one: 401', async (_, route) => {
    expectProblem(await route.call({}), 401, 'unauthenticated');
    expectProblem(await route.call({ token: 'fgk_nobody' }), 401, 'unauthenticated');
    expectProblem(await route.call({ headers: { authorization: 'Basic Zm9vOmJhcg==' } }), 401, 'unauthenticated');
  });

  test.each(named(forStaff))('%s: a key without the scope: 403', async (_, route) => {
    expectProblem(await route.call({ token: stranger }), 403, 'forbidden');
  });

  test.each(named(forOwner))('%s: no token 401, another order’s token 404', async (_, route) => {
    expectProblem(await route.call({}), 401, 'unauthenticated');
    expectProblem(await route.call({ headers: { 'x-order-token': orderToken(OTHER) } }), 404, 'not-found');
    expectProblem(await route.call({ token: admin }), 401, 'unauthenticated');
  });
});

describe('path parameters', () => {
  const cases = routes.flatMap((route) =>
    Object.keys(route.params).map((name) => [`${route.name} {${name}}`, route, name] as const),
  );
  const formed = cases.filter(([, { contract }, name]) => contract.params?.[name]);

  test.each(formed)('%s of a wrong form: 404', async (_, route, name) => {
    const params = { ...route.params, [name]: 'not of this form!' };
    expectProblem(await route.call({ ...welcome(route, params), params }), 404, 'not-found');
  });

  test.each(cases)('%s of a character more than it takes: 404', async (_, route, name) => {
    const most = route.contract.path.includes(`{${name}+}`) ? 2000 : 200;
    const params = { ...route.params, [name]: 'x'.repeat(most + 1) };
    expectProblem(await route.call({ ...welcome(route, params), params }), 404, 'not-found');
  });

  test.each(named(({ contract }) => contract.path.includes('{id}')))('%s: an id states its form', (_, { contract }) => {
    expect(contract.params?.['id']).toBeInstanceOf(RegExp);
  });
});

describe('bodies', () => {
  const json = named(({ contract: { body } }) => typeof body === 'object');
  const send = (route: RouteUnderTest, body: unknown, type = 'application/json') => {
    const request = welcome(route);
    return route.call({ ...request, headers: { ...request.headers, 'content-type': type }, body });
  };

  test.each(json)('%s: malformed JSON, or not UTF-8: 400', async (_, route) => {
    expectProblem(await send(route, '{"a":'), 400, 'malformed-json');
    expectProblem(await send(route, Buffer.from([0x7b, 0xff, 0x7d])), 400, 'malformed-json');
  });

  test.each(json)('%s: another media type: 415', async (_, route) => {
    expectProblem(await send(route, '{}', 'text/plain'), 415, 'unsupported-media-type');
    expectProblem(await send(route, 'a=1', 'application/x-www-form-urlencoded'), 415, 'unsupported-media-type');
  });

  test.each(json)('%s: an unknown field, or no object at all: 400 with its place', async (_, route) => {
    const answer = await send(route, { ...(route.sample.body as object), surprise: true });
    expectProblem(answer, 400, 'invalid-request');
    expect(JSON.stringify(answer.body.errors)).toContain('surprise');
    expectProblem(await send(route, '[]'), 400, 'invalid-request');
    expectProblem(await send(route, 'null'), 400, 'invalid-request');
  });

  test.each(named(({ contract: { body } }) => body !== undefined))('%s: too large: 413', async (_, route) => {
    const limit = route.contract.maxBytes ?? 65_536;
    expectProblem(await send(route, JSON.stringify({ a: 'x'.repeat(limit) })), 413, 'too-large');
  });
});

describe('query', () => {
  test.each(named(({ contract }) => contract.query))('%s: an unknown parameter: 400', async (_, route) => {
    const query = { ...route.sample.query, surprise: '1' };
    const answer = await route.call({ ...welcome(route), query });
    expectProblem(answer, 400, 'invalid-request');
    expect(JSON.stringify(answer.body.errors)).toContain('surprise');
  });

  const pages = named(
    ({ contract, sample }) =>
      contract.method === 'GET' && 'limit' in { ...querySchema(contract.query), ...sample.query },
  );
  test.each(pages)('%s: a limit beyond 100, or a cursor of another list: 400', async (_, route) => {
    // What is asked of an object that is not there may be refused for that first; the form of a limit never is.
    const forged: Record<string, string>[] = route.contract.path.includes('{') ? [] : [{ cursor: 'forged.cursor' }];
    for (const wrong of [{ limit: '101' }, { limit: '0' }, { limit: 'x' }, ...forged] as Record<string, string>[]) {
      expectProblem(
        await route.call({ ...welcome(route), query: { ...route.sample.query, ...wrong } }),
        400,
        'invalid-request',
      );
    }
  });
});

describe('what is no route', () => {
  const call = (method: string, path: string, headers = {}) =>
    invokeHttp(defaultRoute.handler, { method, path, headers });

  test('an unknown path: 404', async () => {
    expectProblem(await call('GET', '/nowhere'), 404, 'unknown-route');
    expectProblem(await call('POST', '/carts/crt_0/nowhere'), 404, 'unknown-route');
    expectProblem(await call('GET', '/nowhere/'), 404, 'unknown-route');
  });

  test.each(routes.map(({ name, contract }) => [name, contract] as const))(
    '%s: another method: 405 with Allow',
    async (_, contract) => {
      const answer = await call('TRACE', contract.path.replace(/\{\w+\+?\}/g, 'x'));
      expectProblem(answer, 405, 'method-not-allowed');
      expect(answer.headers['allow']?.split(', ')).toContain(contract.method);
      expect(answer.headers['allow']?.split(', ')).toContain('OPTIONS');
    },
  );

  test.each(routes.map(({ name, contract }) => [name, contract] as const))(
    '%s: a preflight that reaches us is answered',
    async (_, contract) => {
      const answer = await call('OPTIONS', contract.path.replace(/\{\w+\+?\}/g, 'x'), {
        origin: 'https://shop.example',
        'access-control-request-method': contract.method,
      });
      expect(answer.status).toBe(204);
      expect(answer.headers['access-control-allow-methods']?.split(', ')).toContain(contract.method);
      expect(answer.headers['access-control-allow-headers']).toContain('Idempotency-Key');
    },
  );
});

function querySchema(query: unknown): object {
  return (query as { shape?: object } | undefined)?.shape ?? {};
}
