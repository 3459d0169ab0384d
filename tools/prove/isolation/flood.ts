import { nowMs } from '#lib/clock.ts';
import type { Plan, PlannedRoute } from '../../../local/plan.ts';
import { readAll } from '../readers/read.ts';

/** What shoppers and readers ask for, by the path of its route: nothing of it sells. */
const asked: Readonly<Record<string, string>> = {
  '/products': '/products?limit=20',
  '/products/{slug}': '/products/mug',
  '/collections': '/collections',
  '/search': '/search?q=cup',
  '/search/suggest': '/search/suggest?q=mu',
  '/content/home': '/content/home',
};

/** A route that is flooded, and how many requests a second it takes here. */
interface Flooded {
  readonly path: string;
  readonly perSecond: number;
}

/**
 * Picks the routes of browsing and searching with what each takes a second under the limits of a run.
 * @param divisor of the run's rates
 * @throws Error where one of them is no route any more
 */
export const floodedRoutes = ({ routes, basePath }: Pick<Plan, 'routes' | 'basePath'>, divisor: number): Flooded[] =>
  Object.entries(asked).map(([path, request]) => {
    const route: PlannedRoute | undefined = routes.find(
      (one) => one.method === 'GET' && one.path === `${basePath}${path}`,
    );
    if (!route?.throttle) throw new Error(`isolation: no route GET ${path} with a throttle`);
    return { path: `${basePath}${request}`, perSecond: route.throttle.perSecond / divisor };
  });

/** Answers by status. */
export type Statuses = ReadonlyMap<number, number>;

/**
 * Offers each route so many times what it takes, until it is told to stop; nobody waits for an answer before the next request.
 * @param gateway up to and including `/api/v1`, past the edge: a cache would answer nearly all of it
 */
export const flood = async (
  gateway: string,
  routes: readonly Flooded[],
  times: number,
  signal: AbortSignal,
): Promise<Statuses> => {
  const statuses = new Map<number, number>();
  const edge = new URL(gateway).origin;
  const from = nowMs();
  await Promise.all(
    routes.map(({ path, perSecond }) =>
      readAll({
        ...{ edge, objects: [{ name: path, path, atOrigin: path }], rate: perSecond * times, from },
        until: () => (signal.aborted ? 0 : Number.POSITIVE_INFINITY),
        each: ({ status }) => void statuses.set(status, (statuses.get(status) ?? 0) + 1),
      }),
    ),
  );
  return statuses;
};
