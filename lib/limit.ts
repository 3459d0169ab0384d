import { epochSeconds, nowMs } from './clock.ts';
import type { Contract } from './contract.ts';
import { env } from './env.ts';
import { sha256 } from './id.ts';
import type { Caller } from './identity.ts';
import { log } from './log.ts';
import type { Refusal } from './problem.ts';
import { TooManyRequests } from './refusals.ts';
import { isTransient } from './retryable-error.ts';
import { tableOf, update, write } from './table.ts';
import { ttlCache } from './ttl-cache.ts';

/** So many in a fixed window of so many seconds. */
export interface Rule {
  readonly requests: number;
  readonly seconds: number;
}

/** The end of a refused caller's window, milliseconds since 1970: a flood costs no write unit a request. */
const refused = ttlCache<number>(3_600_000, 10_000);

/**
 * Counts one of `what` for `who`, one write unit. `RATE_LIMITS` says where the windows lie. A counter that cannot be
 * reached lets through: selling goes on.
 * @param over the refusal of what is beyond, from the headers that it has
 * @returns the headers `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers)
 * @throws what `over` gives; Refusal 429 `too-many-requests` without it
 */
export const countIn = async (
  what: string,
  who: string,
  { requests, seconds }: Rule,
  over = (headers: Record<string, string>): Refusal => new TooManyRequests(undefined, {}, headers),
): Promise<Record<string, string>> => {
  const now = nowMs();
  const window = Math.floor(now / (seconds * 1000));
  const until = (window + 1) * seconds * 1000;
  const { module, prefix } = env().RATE_LIMITS;
  const key = { pk: `${prefix}#${what}#${who}`, sk: String(window) };
  const headers = (count: number) => rateHeaders(requests, seconds, requests - count, (until - now) / 1000);
  const beyond = () => over({ ...headers(requests), 'retry-after': String(Math.ceil((until - now) / 1000)) });
  if (refused.get(key.pk) === until) throw beyond();
  const ttl = epochSeconds(now) + 2 * seconds;
  const counting = write(update(tableOf(module), key, 'ADD #count :one SET #ttl = :ttl', { one: 1, ttl }));
  const item = await counting.catch((error: unknown) => {
    if (!isTransient(error)) throw error;
    log.warn('not counted', { what, reason: String(error) });
    return { count: 1 };
  });
  const count = Number(item?.['count']);
  if (count <= requests) return headers(count);
  refused.set(key.pk, until);
  throw beyond();
};

/** The headers of a limit: how many there are in a window of seconds, how many are left, and seconds until there are more. */
export const rateHeaders = (
  requests: number,
  seconds: number,
  left: number,
  endsIn: number,
): Record<string, string> => ({
  'ratelimit-policy': `"default";q=${requests};w=${seconds}`,
  ratelimit: `"default";r=${Math.max(0, left)};t=${Math.ceil(endsIn)}`,
});

/**
 * Counts a request of a route whose contract says `limit`: by the caller's key or object, else by the path's `{id}` where
 * the contract says so, else by the viewer's network.
 * @throws Refusal 429 `too-many-requests`
 */
export const limited = async (
  { method, path, limit }: Contract,
  caller: Caller,
  id: string | undefined,
  viewer: () => string,
): Promise<Record<string, string>> => {
  if (!limit || limit === 'by-handler') return {};
  const known = caller.kind === 'key' ? caller.keyId : caller.kind === 'object' ? caller.id : undefined;
  // An id may be a secret.
  const who = known ?? (limit.by === 'id' && id !== undefined ? sha256(id) : viewer());
  return countIn(`${method} ${path}`, who, limit);
};
