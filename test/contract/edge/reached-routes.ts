import { type Edge, matchesPattern } from '../../../stack/edge.ts';
import type { LoadedFunction } from '../../../stack/model.ts';

export interface Route {
  readonly fn: LoadedFunction;
  /** As its viewer asks for it: without what the origin puts before. */
  readonly path: string;
}

/** Whether some text is of both forms; `*` stands for any text in either. */
const meet = (a: string, b: string): boolean => {
  if (a.startsWith('*')) return meet(a.slice(1), b) || (b !== '' && meet(a, b.slice(1)));
  if (b.startsWith('*')) return meet(b, a);
  return a === '' || b === '' ? a === b : a[0] === b[0] && meet(a.slice(1), b.slice(1));
};

/** The form of a route's path, whose parameters may be any text. */
const formOf = (path: string): string => path.replace(/\{\w+\+?\}/g, '*');

/**
 * Finds for each behaviour the routes that some path brings to it. A route all of whose paths an earlier pattern takes
 * is not reached by a later one.
 */
export const reachedRoutes = (
  { behaviours, origins }: Edge,
  functions: readonly LoadedFunction[],
): { readonly pattern: string; readonly isCached: boolean; readonly routes: readonly Route[] }[] =>
  behaviours.map(({ pattern, origin: id, cache }, index) => {
    const { bucket, path: before } = origins.find((one) => one.id === id) as Edge['origins'][number];
    const routes = functions.flatMap((fn): Route[] => {
      const { trigger } = fn;
      if (bucket !== null || trigger.kind !== 'http' || !trigger.path.startsWith(`${before}/`)) return [];
      const path = trigger.path.slice(before.length);
      const isTaken = behaviours.slice(0, index).some((one) => matchesPattern(one.pattern, formOf(path)));
      return !isTaken && meet(pattern, formOf(path)) ? [{ fn, path }] : [];
    });
    return { pattern, isCached: cache !== null, routes };
  });
