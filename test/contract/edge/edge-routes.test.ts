import { describe, expect, test } from 'vitest';
import { type Edge, edgeOf } from '../../../stack/edge.ts';
import { loadStack } from '../../../stack/load.js';
import type { LoadedFunction } from '../../../stack/model.ts';
import { reachedRoutes } from './reached-routes.ts';

const stack = await loadStack();
const edge = edgeOf(stack);
const READ = ['GET', 'HEAD'];

/** Public routes that answer GET where nothing is kept, by pattern and path, each with its reason. */
const uncached: Readonly<Record<string, string>> = {
  '/api/v1/content/previews/* /api/v1/content/previews/{token}': 'its path is a secret',
  '/preview/* /preview/{token}': 'its path is a secret',
  '/preview/* /{path+}': 'there is no page at such a path',
  '/api/* /api/v1/payments/test/{id}': 'the test provider’s page of one payment',
  '/api/* /api/v1/health': 'it asks how things are now',
  '/api/* /api/v1/docs': 'read by developers',
  '/api/* /api/v1/openapi.json': 'read by developers',
  '/api/* /api/v1/shop': 'a warm function answers it without a read',
  '/api/* /api/v1/media/{id}': 'pages name renditions themselves',
};
/** Paths of these routes have a secret in them: whoever knows it may read. */
const secretPaths = /\/(previews?|orders|o|carts|sign-ins)\//;

describe('routes', () => {
  const faultsOf = (given: Edge, functions: readonly LoadedFunction[]): string[] => {
    const reached = reachedRoutes(given, functions);
    const cached = reached.filter(({ isCached }) => isCached).flatMap(({ routes }) => routes);
    const never = reached.filter(({ isCached }) => !isCached);
    const open = (fn: LoadedFunction) => fn.exports.contract?.access === 'public';
    return [
      ...cached.flatMap(({ fn, path }) => {
        if (fn.trigger.kind !== 'http') return [];
        const others = fn.trigger.methods.filter((method) => !READ.includes(method));
        return [
          ...(others.length > 0 ? [`${path} is cached and takes ${others}`] : []),
          ...(open(fn) ? [] : [`${path} is cached and of ${fn.exports.contract?.access}`]),
          ...(fn.exports.contract?.limit ? [`${path} is cached and has a limit`] : []),
          ...(secretPaths.test(path) ? [`${path} is cached and a secret`] : []),
        ];
      }),
      ...never.flatMap(({ pattern, routes }) =>
        routes.flatMap(({ fn, path }) => {
          const isRead = fn.trigger.kind === 'http' && fn.trigger.methods.includes('GET') && open(fn);
          return isRead && !(`${pattern} ${path}` in uncached) ? [`${path} is public and not cached`] : [];
        }),
      ),
    ];
  };
  /** The edge without a behaviour, or with one more before all others. */
  const without = (pattern: string): Edge => ({
    ...edge,
    behaviours: edge.behaviours.filter((one) => one.pattern !== pattern),
  });
  const withFirst = (pattern: string): Edge => ({
    ...edge,
    behaviours: [{ pattern, origin: 'reading', cache: { query: [] }, headers: {} }, ...edge.behaviours],
  });
  /** The functions with one route that is another's. */
  const moved = (id: string, path: string): LoadedFunction[] =>
    stack.functions.map((fn) => (fn.id === id ? { ...fn, trigger: { ...fn.trigger, path } as never } : fn));

  test('behind a cached pattern are public, answer GET alone and have no secret in their path; public ones are behind one', () => {
    expect(faultsOf(edge, stack.functions)).toEqual([]);
  });

  test('no reason is there without a route that needs it', () => {
    const never = reachedRoutes(edge, stack.functions).filter(({ isCached }) => !isCached);
    const found = never.flatMap(({ pattern, routes }) => routes.map(({ path }) => `${pattern} ${path}`));
    expect(Object.keys(uncached).filter((one) => !found.includes(one))).toEqual([]);
  });

  test.each<[string, Edge, readonly LoadedFunction[], string]>([
    [
      'a cached preview',
      without('/api/v1/content/previews/*'),
      stack.functions,
      '/api/v1/content/previews/{token} is cached and a secret',
    ],
    ['a cached page of a preview', without('/preview/*'), stack.functions, '/preview/{token} is cached and a secret'],
    ['an order', withFirst('/api/v1/orders/*'), stack.functions, '/api/v1/orders/{id} is cached and of owner'],
    ['a cart', withFirst('/api/v1/carts*'), stack.functions, '/api/v1/carts/{id} is cached and of holder'],
    [
      'a route of staff',
      edge,
      moved('catalog/list-all-products', '/api/v1/products/all'),
      '/api/v1/products/all is cached and of staff:catalog',
    ],
    [
      'a write',
      edge,
      moved('orders/look-up-order', '/api/v1/search/orders'),
      '/api/v1/search/orders is cached and takes POST',
    ],
    [
      'a list that nothing keeps',
      without('/api/v1/products*'),
      stack.functions,
      '/api/v1/products is public and not cached',
    ],
    [
      'a way around the cache of pages',
      without('/api/v1/site/*'),
      stack.functions,
      '/api/v1/site/{path+} is public and not cached',
    ],
    [
      'a new public route',
      edge,
      moved('search/search-products', '/api/v1/find'),
      '/api/v1/find is public and not cached',
    ],
  ])('%s is found', (_, given, functions, fault) => {
    expect(faultsOf(given, functions)).toContain(fault);
  });
});
