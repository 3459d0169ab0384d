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

/** The methods that some route has at a path, in order of the alphabet; none when the path is unknown. */
export const methodsAt = (routes: readonly Route[], path: string): string[] =>
  [...new Set(routes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method))].sort();
