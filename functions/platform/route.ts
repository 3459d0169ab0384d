/** A route as its contract states it; the path is below the base path, with parameters in braces. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

const BASE_PATH = '/api/v1';

const patternOf = (template: string): RegExp => {
  const segments = template.split('/').map((segment) => {
    if (/^\{\w+\+\}$/.test(segment)) return '.+';
    return /^\{\w+\}$/.test(segment) ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${BASE_PATH}${segments.join('/')}$`);
};

/** Lists the methods that routes have at a path, sorted; none when the path is not known. */
export const methodsAt = (routes: readonly Route[], path: string): string[] =>
  [...new Set(routes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method))].sort();
