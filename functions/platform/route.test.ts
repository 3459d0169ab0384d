import { expect, test } from 'vitest';
import { hasSlashedSku, isMalformed, methodsAt, redirectOf } from './route.ts';

const routes = [
  { method: 'POST', path: '/api/v1/carts' },
  { method: 'PUT', path: '/api/v1/carts/{id}/lines/{sku}' },
  { method: 'GET', path: '/api/v1/products/{slug}' },
  { method: 'HEAD', path: '/api/v1/products/{slug}' },
  { method: 'POST', path: '/api/v1/products/search' },
  { method: 'GET', path: '/api/v1/files/{path+}' },
  { method: 'GET', path: '/api/v1/openapi.json' },
];

test('a path has the methods of its routes, in order of the alphabet', () => {
  expect(methodsAt(routes, '/api/v1/carts')).toEqual(['POST']);
  expect(methodsAt(routes, '/api/v1/products/search')).toEqual(['GET', 'HEAD', 'POST']);
});

test('a parameter is one segment and never none', () => {
  expect(methodsAt(routes, '/api/v1/carts/crt_1/lines/MUG BLUE')).toEqual(['PUT']);
  expect(methodsAt(routes, '/api/v1/carts/crt_1/lines/')).toEqual([]);
  expect(methodsAt(routes, '/api/v1/carts/crt_1/lines/a/b')).toEqual([]);
});

test('a SKU with slashes is no parameter, and is told apart from other unknown paths', () => {
  expect(hasSlashedSku(routes, '/api/v1/carts/crt_1/lines/a/b')).toBe(true);
  expect(hasSlashedSku(routes, '/api/v1/carts/crt_1/lines')).toBe(false);
  expect(hasSlashedSku(routes, '/api/v1/products/a/b')).toBe(false);
});

test('a greedy parameter takes the rest', () => {
  expect(methodsAt(routes, '/api/v1/files/a/b/c.png')).toEqual(['GET']);
});

test('a path is literal but for its parameters, and whole', () => {
  expect(methodsAt(routes, '/api/v1/openapiXjson')).toEqual([]);
  expect(methodsAt(routes, '/carts')).toEqual([]);
  expect(methodsAt(routes, '/api/v1/carts/')).toEqual([]);
});

test.each(['/', '', '/api/v1', '/api/v1/'])('the top %j leads to the docs', (path) => {
  expect(redirectOf(routes, path, 'a=1')).toEqual({ status: 302, location: '/api/v1/docs' });
});

test('slashes behind a route lead to it, with the query as it came', () => {
  expect(redirectOf(routes, '/api/v1/carts/', '')).toEqual({ status: 308, location: '/api/v1/carts' });
  expect(redirectOf(routes, '/api/v1/products/mug//', 'a=1&b=%2F')).toEqual({
    status: 308,
    location: '/api/v1/products/mug?a=1&b=%2F',
  });
});

test('what came decoded is encoded again, so that nothing of it becomes part of another header or address', () => {
  expect(redirectOf(routes, '/api/v1/products/a\r\nset-cookie: b?c#d é/', '')?.location).toBe(
    '/api/v1/products/a%0D%0Aset-cookie%3A%20b%3Fc%23d%20%C3%A9',
  );
});

test('no other path leads anywhere, and none to another host', () => {
  for (const path of ['/nowhere/', '/api/v1/carts', '//evil.example/', '//', '/api/v1//', '/api/v2/']) {
    expect(redirectOf(routes, path, ''), path).toBeUndefined();
  }
});

test.each(['/a%zz', '/a%', '/a%2', '/%ff', '/%c3%28', '/%ed%a0%80'])('%s is malformed', (path) => {
  expect(isMalformed(path)).toBe(true);
  expect(isMalformed('/a%20b/é')).toBe(false);
});
