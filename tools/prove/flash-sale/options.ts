import { parseArgs } from 'node:util';

export const USAGE = `npm run flash-sale -- [options]

Sells the last units of one product to far too many people, through HTTP on a stack of its own, once for each number of
shards, and says whether every promise was kept. Exit code 1 when one was not.

  --buyers N     how many people come                              (10000)
  --units N      how many units there are                           (1000)
  --shards LIST  over how many counters the units are spread     (1,8,64)
  --at-once N    how many are in the shop at the same moment          (96)
  --out FOLDER   where the report goes                (reports/flash-sale)
  --help
`;

export interface Options {
  readonly buyers: number;
  readonly units: number;
  readonly shards: readonly number[];
  readonly atOnce: number;
  readonly out: string;
  readonly help: boolean;
}

/** What was asked for cannot be done; the message says why. */
export class UsageError extends Error {}

/** @throws UsageError */
export const readOptions = (args: readonly string[]): Options => {
  const given = parse(args);
  return {
    buyers: whole('--buyers', given.buyers, 1_000_000),
    units: whole('--units', given.units, 1_000_000),
    shards: [...new Set(given.shards.split(',').map((one) => whole('--shards', one.trim(), 64)))],
    atOnce: whole('--at-once', given['at-once'], 1000),
    out: given.out,
    help: given.help,
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        buyers: { type: 'string', default: '10000' },
        units: { type: 'string', default: '1000' },
        shards: { type: 'string', default: '1,8,64' },
        'at-once': { type: 'string', default: '96' },
        out: { type: 'string', default: 'reports/flash-sale' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

const whole = (name: string, text: string, most: number): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new UsageError(`${name} must be a whole number from 1 to ${most}, not "${text}".`);
};
