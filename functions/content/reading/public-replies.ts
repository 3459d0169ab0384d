import { nowMs } from '#lib/clock.ts';
import { cacheControl, type Lifetime } from '#lib/lifetime.ts';
import type { Reply } from '#lib/reply.ts';
import { notThere, type Shown, shownReply } from '../../catalog/public.ts';

/** Seconds that caches keep what leads elsewhere for good. */
const moved: Lifetime = { fresh: 60, stale: 0, onError: 0 };

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
