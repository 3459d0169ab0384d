import { nowMs } from '#lib/clock.ts';
import { cacheControl, type Lifetime, MISSING } from '#lib/lifetime.ts';
import { NotFound } from '#lib/refusals.ts';
import type { Reply } from '#lib/reply.ts';
import { type Shown, shownReply } from './shown.ts';

/** Seconds that caches keep what leads elsewhere for good. */
const moved: Lifetime = { fresh: 60, stale: 0, onError: 0 };

/** Refuses with 404, which caches keep for two seconds, and never beyond the moment at which something appears there. */
export const notThere = (what: string, { flips }: Pick<Shown, 'flips'>) =>
  Object.assign(
    new NotFound(`There is no such ${what}.`, {}, { 'cache-control': cacheControl(flips, nowMs(), MISSING) }),
    { flips },
  );

/** Leads on to where something is now; never cached beyond the next change. */
export const movedTo = (location: string, { flips }: Pick<Shown, 'flips'>): Reply => ({
  status: 301,
  headers: { location, 'cache-control': cacheControl(flips, nowMs(), moved) },
  flips,
});

/** Replies with what was found. @throws Refusal 404 where that is nothing */
export const foundReply = <T>(
  what: string,
  shown: Shown<T | undefined>,
  options?: Parameters<typeof shownReply>[1],
): Reply => {
  if (shown.body === undefined) throw notThere(what, shown);
  return shownReply(shown, options);
};
