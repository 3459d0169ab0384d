import * as z from 'zod/mini';
import { list, type Statements, setting } from '#lib/settings.ts';
import { shareNames, shares } from '../../stack/concurrency/shares.ts';

/**
 * What AWS's DynamoDB refuses and the embedded engine does not: the numbers, and where they come from.
 *
 * - Every partition serves at most 1,000 write and 3,000 read units a second, in every capacity mode:
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 *   Each partition key is treated as if it had a partition to itself, where adaptive capacity ends up with a hot one
 *   ("isolate frequently accessed items"). So what is enforced is the ceiling that no setting lifts. On a young table
 *   keys share partitions, and its first throttles come earlier than here.
 * - Up to 300 seconds of unused throughput are kept for a burst, without a promise: "might change in the future".
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
 *   A key begins with one second's worth and saves what it does not use from then on: nothing should live on savings.
 */
export interface Limits {
  /** Units a second and partition key. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** For how many seconds unused units are kept. */
  readonly burstSeconds: number;
  /** The way to the engine and back, in milliseconds: half of it before a request counts as arrived. */
  readonly networkMs: number;
  /** How long a transaction keeps its items between prepare and commit, in milliseconds, besides the engine's own work. */
  readonly transactionMs: number;
  /** What each function's ceiling, the account's and the gateway's rates are divided by (account.ts). */
  readonly concurrencyDivisor: number;
  /** Names of the shares that hold; the functions of others have what nobody has reserved. Undefined: all hold. */
  readonly shares?: readonly string[];
  /** What a partition's rate is divided by, 1 without it: so that a small machine meets the limit before its own. */
  readonly divisorOf?: (partition: string) => number;
}

/** AWS's limits, and times as a function near its table sees them: single digits of milliseconds. */
export const awsLimits: Limits = {
  writeUnits: 1000,
  readUnits: 3000,
  burstSeconds: 300,
  networkMs: 2,
  transactionMs: 5,
  concurrencyDivisor: 1,
};

const amount = z.optional(z.string().check(z.regex(/^\d+(\.\d+)?$/, 'a number of zero or more')));
const limit = (about: string) => setting(`of --aws-limits: ${about}`, amount);

/** The variables of a shell that say other limits than AWS's. */
export const limitVariables = {
  AWS_LIMITS_WRITE_UNITS: limit('write units a second and key'),
  AWS_LIMITS_READ_UNITS: limit('read units a second and key'),
  AWS_LIMITS_BURST_SECONDS: limit('for how many seconds unused units are kept'),
  AWS_LIMITS_NETWORK_MS: limit('the way to DynamoDB and back, in milliseconds'),
  AWS_LIMITS_TRANSACTION_MS: limit('how long a transaction keeps its items, in milliseconds'),
  AWS_LIMITS_DIVISOR: setting(
    'of --aws-limits: what each function’s ceiling and each route’s rate are divided by',
    z.optional(z.string().check(z.regex(/^[1-9]\d*(\.\d+)?$/, 'a number of one or more'))),
  ),
  AWS_LIMITS_SHARES: setting(
    `of --aws-limits: the shares that hold, of ${Object.keys(shares).join(', ')}; all without it`,
    z.optional(z.pipe(list, z.array(z.enum(shareNames)))),
  ),
} as const satisfies Statements;

const limitOf: Readonly<Record<Exclude<keyof typeof limitVariables, 'AWS_LIMITS_SHARES'>, keyof Limits>> = {
  AWS_LIMITS_WRITE_UNITS: 'writeUnits',
  AWS_LIMITS_READ_UNITS: 'readUnits',
  AWS_LIMITS_BURST_SECONDS: 'burstSeconds',
  AWS_LIMITS_NETWORK_MS: 'networkMs',
  AWS_LIMITS_TRANSACTION_MS: 'transactionMs',
  AWS_LIMITS_DIVISOR: 'concurrencyDivisor',
};

/** AWS's limits, or what the environment sets in their place, in the form that `limitVariables` states. */
export const limitsFrom = (environment: Readonly<Record<string, string | undefined>>): Limits => {
  const set = Object.entries(limitOf).flatMap(([variable, name]) => {
    const text = environment[variable];
    return text === undefined ? [] : [[name, Number(text)]];
  });
  const { AWS_LIMITS_SHARES: held } = environment;
  return { ...awsLimits, ...Object.fromEntries(set), ...(held === undefined ? {} : { shares: held.split(',') }) };
};
