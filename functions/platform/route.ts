/** A route as the API has it; the path is whole, with parameters in braces. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

/** Where the API begins, and the page to read about it. */
const TOP = /^(?:\/api\/v1)?\/?$/;
const DOCS = '/api/v1/docs';

const patternOf = (template: string): RegExp => {
  const segments = template.split('/').map((segment) => {
    if (/^\{\w+\+\}$/.test(segment)) return '.+';
    return /^\{\w+\}$/.test(segment) ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
};

/** Lists the methods that routes have at a path, sorted; none when the path is not known. */
export const methodsAt = (routes: readonly Route[], path: string): string[] =>
  [...new Set(routes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method))].sort();

/** Tells whether a path would be a route's if a SKU in it could have slashes: they come decoded. */
export const hasSlashedSku = (routes: readonly Route[], path: string): boolean =>
  routes.some((route) => route.path.includes('{sku}') && patternOf(route.path.replace('{sku}', '{sku+}')).test(path));

/**
 * Tells whether a path has a percent sign that begins no byte of UTF-8. API Gateway hands paths over decoded, so a path
 * that it could decode may end in a percent sign too: one that no route takes, either way.
 */
export const isMalformed = (path: string): boolean => {
  try {
    return decodeURIComponent(path) === undefined;
  } catch {
    return true;
  }
};

/** Where a path that is no route leads to, if anywhere: the docs from the top, a route from itself with slashes behind. */
export const redirectOf = (
  routes: readonly Route[],
  path: string,
  query: string,
): { status: 302 | 308; location: string } | undefined => {
  if (TOP.test(path)) return { status: 302, location: DOCS };
  const bare = path.replace(/\/+$/, '');
  if (bare === path || methodsAt(routes, bare).length === 0) return undefined;
  const encoded = bare.split('/').map(encodeURIComponent).join('/');
  return { status: 308, location: query === '' ? encoded : `${encoded}?${query}` };
};
