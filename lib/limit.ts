import { epochSeconds, nowMs } from './clock.ts';
import type { Contract } from './contract.ts';
import { env } from './env.ts';
import type { Caller } from './identity.ts';
import { Refusal } from './problem.ts';
import { tableOf, update, write } from './table.ts';

/**
 * Counts a request in a fixed window per caller and route, one write unit a request, for the few routes whose contract
 * says `limit`: those that make us call others. Answers carry `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers). `RATE_LIMITS` says where the windows lie.
 * @throws Refusal 429 `too-many-requests`
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
  const who = caller.kind === 'key' ? caller.keyId : caller.kind === 'object' ? caller.id : sourceIp;
  const { module, prefix } = env().RATE_LIMITS;
  const item = await write(
    update(
      tableOf(module),
      { pk: `${prefix}#${contract.method} ${contract.path}#${who}`, sk: String(window) },
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
