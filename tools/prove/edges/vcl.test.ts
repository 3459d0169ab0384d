import { expect, test } from 'vitest';
import { edgeOf } from '../../../stack/edge.ts';
import { fn, stackOf } from '../../../test/support/stack-of.ts';
import { vclOf } from './vcl.ts';

const stack = stackOf([
  fn('http', 'shop', 'read', () => {}, { contract: { method: 'GET', path: '/products', access: 'public' } }),
])('test');
const vcl = vclOf(edgeOf(stack), { host: '127.0.0.1', port: '4711', secret: 'of-the-edge', longer: 1 });

test('Varnish proves that it is the edge, and takes nobody else’s word for the viewer', () => {
  expect(vcl).toContain('set req.http.x-origin-secret = "of-the-edge";');
  expect(vcl).toContain('set req.http.x-viewer-address = client.ip;');
});

test('paths go where the edge’s value says, in its order; a page of the site goes by its own query', () => {
  const paths = [...vcl.matchAll(/x-path ~ "([^"]+)"/g)].map(([, pattern]) => pattern);
  expect(paths).toEqual([
    '^/media/.*$', '^/api/v1/content/previews/.*$', '^/api/v1/content/.*$', '^/api/v1/products.*$',
    '^/api/v1/collections.*$', '^/api/v1/search.*$', '^/api/v1/site/.*$', '^/api/.*$', '^/preview/.*$', '^.*$',
  ]); // biome-ignore format: a list
  expect(vcl).toContain('set req.url = "/api/v1/site" + req.http.x-path + req.http.x-query;');
  expect(vcl).toContain('&(?!(?:cursor|filter|max|min|q|section|sort)(?:=|&|$))[^&]*');
});
