import { expect, test } from 'vitest';
import { methodsAt } from './route.ts';

const routes = [
  { method: 'POST', path: '/carts' },
  { method: 'PUT', path: '/carts/{id}/lines/{sku}' },
  { method: 'GET', path: '/products/{slug}' },
  { method: 'POST', path: '/products/search' },
  { method: 'GET', path: '/files/{path+}' },
  { method: 'GET', path: '/openapi.json' },
];

test('a path has the methods of its routes, in order of the alphabet', () => {
  expect(methodsAt(routes, '/api/v1/carts')).toEqual(['POST']);
  expect(methodsAt(routes, '/api/v1/products/search')).toEqual(['GET', 'POST']);
});

test('a parameter is one segment and never none', () => {
  expect(methodsAt(routes, '/api/v1/carts/crt_1/lines/MUG%2FBLUE')).toEqual(['PUT']);
  expect(methodsAt(routes, '/api/v1/carts/crt_1/lines/')).toEqual([]);
  expect(methodsAt(routes, '/api/v1/carts/crt_1/lines/a/b')).toEqual([]);
});

test('a greedy parameter takes the rest', () => {
  expect(methodsAt(routes, '/api/v1/files/a/b/c.png')).toEqual(['GET']);
});

test('a path is literal but for its parameters, and below the base path', () => {
  expect(methodsAt(routes, '/api/v1/openapiXjson')).toEqual([]);
  expect(methodsAt(routes, '/carts')).toEqual([]);
  expect(methodsAt(routes, '/api/v1/carts/')).toEqual([]);
});
