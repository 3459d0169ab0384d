import { StartError } from '../engines/ports.ts';

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
};

const variables = {
  AWS_LIMITS_WRITE_UNITS: 'writeUnits',
  AWS_LIMITS_READ_UNITS: 'readUnits',
  AWS_LIMITS_BURST_SECONDS: 'burstSeconds',
  AWS_LIMITS_NETWORK_MS: 'networkMs',
  AWS_LIMITS_TRANSACTION_MS: 'transactionMs',
} as const;

/** AWS's limits, or what the environment sets in their place; throws StartError on a value that is not a number of zero or more. */
export const limitsFrom = (environment: Readonly<Record<string, string | undefined>>): Limits => {
  const set = Object.entries(variables).flatMap(([variable, limit]) => {
    const text = environment[variable];
    if (text === undefined) return [];
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
      throw new StartError(`${variable} (${text}) is not a number of zero or more.`);
    }
    return [[limit, value]];
  });
  return { ...awsLimits, ...Object.fromEntries(set) };
};
