import type { Throttle } from '../model.ts';
import { total } from './apportion.ts';
import type { Division, Sized } from './divide.ts';
import { meanMsOf, places } from './shares.ts';

/** More than a function can do, so that its ceiling is met by Lambda and not by the gateway's bucket. */
const ABOVE = 1.2;
const LEAST_BURST = 20;
const ADMIN: Throttle = { perSecond: 10, burst: LEAST_BURST };
/** The routes that sell nothing take at most this part of what the account's gateway takes in a second. */
const ACCOUNT_REQUESTS = 10_000;
const OTHERS_PART = 0.7;
/** Few ask for the head of an answer alone. */
const HEAD_PART = 0.1;

/** What a method of a route takes, of what its function was given. */
export const throttleOf = (method: string, { perSecond, burst }: Throttle): Throttle =>
  method === 'HEAD' ? { perSecond: Math.max(1, Math.round(perSecond * HEAD_PART)), burst: LEAST_BURST } : { perSecond, burst }; // biome-ignore format: one line

/**
 * Computes what each route takes, by the id of its function: what its ceiling can do at the mean duration and a fifth
 * more, routes of staff ten a second. All but buying are scaled down when together they would take more than 70 % of what
 * the account's gateway lets in.
 */
export const throttlesOf = (functions: readonly Sized[], { reserved }: Division): ReadonlyMap<string, Throttle> => {
  const routes = functions.flatMap(({ id, trigger }) => {
    if (trigger.kind !== 'http') return [];
    const [place, ceiling] = [places.get(id), reserved.get(id)];
    const full = place && ceiling !== undefined
      ? { perSecond: (ceiling / meanMsOf(place.share, id)) * 1000 * ABOVE, burst: Math.max(LEAST_BURST, ceiling) }
      : ADMIN; // biome-ignore format: a choice
    return [{ id, methods: trigger.methods, sells: place?.share === 'buy', full }];
  });
  const others = total(routes, ({ sells, methods, full }) =>
    sells ? 0 : total(methods, (method) => throttleOf(method, full).perSecond),
  );
  const scale = Math.min(1, (ACCOUNT_REQUESTS * OTHERS_PART) / others);
  return new Map(
    routes.map(({ id, sells, full: { perSecond, burst } }) => [
      id,
      { perSecond: Math.max(1, Math.floor(perSecond * (sells ? 1 : scale))), burst },
    ]),
  );
};
