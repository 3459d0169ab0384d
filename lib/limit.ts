import { epochSeconds, nowMs } from './clock.ts';
import type { Contract } from './contract.ts';
import type { Caller } from './identity.ts';
import { Refusal } from './problem.ts';
import { tableOf, update, write } from './table.ts';

/**
 * A fixed window per caller and route, one write unit a request, for the few routes whose contract says `limit`:
 * those that make us call others. Answers carry `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers).
 * The window's item lives in users' table beside the keys of the callers.
 */
export const limited = async (
  contract: Contract,
  caller: Caller,
  sourceIp: string,
): Promise<Record<string, string>> => {
  const rule = contract.limit;
  if (!rule) return {};
  const now = nowMs();
  const window = Math.floor(now / (rule.seconds * 1000));
  const left = Math.ceil(((window + 1) * rule.seconds * 1000 - now) / 1000);
  const who = caller.kind === 'key' ? caller.keyId : caller.kind === 'order' ? caller.orderId : sourceIp;
  const item = await write(
    update(
      tableOf('users'),
      { pk: `limit#${contract.method} ${contract.path}#${who}`, sk: String(window) },
      'ADD #count :one SET #ttl = :ttl',
      { one: 1, ttl: epochSeconds(now) + 2 * rule.seconds },
    ),
  );
  const count = Number(item?.['count']);
  const headers = {
    'ratelimit-policy': `"default";q=${rule.requests};w=${rule.seconds}`,
    ratelimit: `"default";r=${Math.max(0, rule.requests - count)};t=${left}`,
  };
  if (count > rule.requests) {
    throw new Refusal(
      429,
      'too-many-requests',
      'Too many requests; wait a moment.',
      {},
      { ...headers, 'retry-after': String(left) },
    );
  }
  return headers;
};
