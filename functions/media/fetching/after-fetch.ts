import { isoTime, msOf } from '#lib/clock.ts';
import type { Fetch, Media, RefusalCode } from '../media.ts';
import { faultOf, normalised } from './address.ts';
import type { Fetched } from './fetch-once.ts';

const MOST_REDIRECTS = 3;
/** Requests of one address that may be put off by its host, or break, and the waits between them where it names none. */
const MOST_ATTEMPTS = 4;
const WAITS_MS = [5000, 15_000, 60_000];
const LEAST_WAIT_MS = 1000;
/**
 * How long an address may take in all: until its turn comes, at five a second of a host, and with the waits that the host
 * asks for. A queue keeps its message a day longer.
 */
const LIFE_MS = 3 * 24 * 3_600_000;

/** What becomes of a medium after a request: its file is stored, it is refused, or it has another turn. */
export type Decision =
  | { readonly to: 'stored'; readonly bytes: Buffer }
  | { readonly to: 'refused'; readonly code: RefusalCode }
  | { readonly to: 'again'; readonly fetch: Fetch; readonly hostWaits: boolean };

/** Whether a medium's fetch may go on. @param now milliseconds since 1970 */
export const hasTime = ({ source, createdAt }: Media, now: number): boolean =>
  source !== undefined && now - msOf(createdAt) < LIFE_MS;

/** Gives a fetch its next turn, at a moment, or refuses it where that is too late. @param due milliseconds since 1970 */
export const nextTurn = (
  media: Media,
  fetch: Fetch,
  due: number,
  { code, hostWaits = false }: { readonly code: RefusalCode; readonly hostWaits?: boolean },
): Decision => {
  const { begunAt: _, ...kept } = fetch;
  return hasTime(media, due)
    ? { to: 'again', fetch: { ...kept, turn: fetch.turn + 1, due: isoTime(due) }, hostWaits }
    : { to: 'refused', code };
};

/** Decides what follows a request that was made of a medium's address. @param now milliseconds since 1970 */
export const afterFetch = (media: Media, fetch: Fetch, fetched: Fetched, now: number): Decision => {
  switch (fetched.kind) {
    case 'bytes':
      return { to: 'stored', bytes: fetched.bytes };
    case 'refused':
      return { to: 'refused', code: fetched.code };
    case 'redirect': {
      const redirects = fetch.redirects + 1;
      const fault = redirects > MOST_REDIRECTS ? 'too-many-redirects' : faultOf(fetched.to);
      if (fault) return { to: 'refused', code: fault };
      return nextTurn(media, { ...fetch, redirects, url: normalised(fetched.to) }, now, { code: 'too-many-redirects' });
    }
    case 'later': {
      const { code, afterMs, isTold: hostWaits = false } = fetched;
      const attempts = fetch.attempts + 1;
      if (attempts >= MOST_ATTEMPTS) return { to: 'refused', code };
      const wait = Math.max(LEAST_WAIT_MS, afterMs ?? WAITS_MS[fetch.attempts] ?? 0);
      return nextTurn(media, { ...fetch, attempts }, now + wait, { code, hostWaits });
    }
  }
};
