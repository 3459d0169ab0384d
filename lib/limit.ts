import { epochSeconds, nowMs } from './clock.ts';
import type { Contract } from './contract.ts';
import { env } from './env.ts';
import { sha256 } from './id.ts';
import type { Caller } from './identity.ts';
import { log } from './log.ts';
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
 * @returns the headers of the limit
 * @throws Refusal 429 `too-many-requests`
 */
export const countIn = async (what: string, who: string, rule: Rule): Promise<Record<string, string>> => {
  const now = nowMs();
  const window = Math.floor(now / (rule.seconds * 1000));
  const until = (window + 1) * rule.seconds * 1000;
  const wait = (until - now) / 1000;
  const { module, prefix } = env().RATE_LIMITS;
  const key = { pk: `${prefix}#${what}#${who}`, sk: String(window) };
  const beyond = () =>
    new TooManyRequests(undefined, {}, { ...rateHeaders(rule, 0, wait), 'retry-after': String(Math.ceil(wait)) });
  if (refused.get(key.pk) === until) throw beyond();
  const ttl = epochSeconds(now) + 2 * rule.seconds;
  const counting = write(update(tableOf(module), key, 'ADD #count :one SET #ttl = :ttl', { one: 1, ttl }));
  const item = await counting.catch((error: unknown) => {
    if (!isTransient(error)) throw error;
    log.warn('not counted', { what, reason: String(error) });
    return { count: 1 };
  });
  const left = rule.requests - Number(item?.['count']);
  if (left >= 0) return rateHeaders(rule, left, wait);
  refused.set(key.pk, until);
  throw beyond();
};

/**
 * Makes the headers `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) of a limit.
 * @param left how many are left
 * @param wait seconds until there are more
 */
export const rateHeaders = ({ requests, seconds }: Rule, left: number, wait: number): Record<string, string> => ({
  'ratelimit-policy': `"default";q=${requests};w=${seconds}`,
  ratelimit: `"default";r=${Math.max(0, left)};t=${Math.ceil(wait)}`,
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
