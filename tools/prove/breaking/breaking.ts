/**
 * `npm run breaking`: publishes articles under load on a stack of its own, and measures from the moment at which staff are
 * told so to the last answer that is older. Exit code 1 when one was older for too long, or anything failed.
 */
import { Option } from '@commander-js/extra-typings';
import { read, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { edgeNames } from '../edges/edges.ts';
import { allHold, atLeast, atMost, type Claim, told } from '../readers/claim.ts';
import { median } from '../readers/compare.ts';
import { type BreakingSeen, bounds, type Kind, seeBreaking } from './run.ts';

const options = read(
  tool('breaking', 'Publishes articles while many read them, and says how long readers saw an older version.')
    .addOption(new Option('--edge <name>', 'which edge').choices(edgeNames).default('local' as const))
    .option('--publishes <count>', 'new articles and new versions', whole(1, 10_000), 100)
    .option('--every-ms <count>', 'from one publication to the next', whole(1, 60_000), 1000)
    .option('--articles <count>', 'how many there are', whole(1, 20), 10)
    .option('--rate <count>', 'requests a second', whole(1, 5000), 400),
).opts();

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const claimsOf = ({ watched, statuses }: BreakingSeen): Claim[] => {
  const failed = [...statuses]
    .filter(([status]) => status === 0 || status >= 500)
    .reduce((sum, [, count]) => sum + count, 0);
  const kinds = Object.keys(bounds) as Kind[];
  return [
    ...kinds.map((kind) => {
      const lateness = watched.latenessOf(kind);
      say(
        `${kind}: an older one until p50 ${seconds(median(lateness))}, max ${seconds(lateness.at(-1) ?? 0)} after its publication`,
      );
      return atMost(
        `milliseconds from the answer of publish to the last older answer, ${kind}`,
        lateness.at(-1) ?? 0,
        bounds[kind],
      );
    }),
    atLeast('answers', statuses.get(200) ?? 0, 1),
    atMost('answers that failed', failed, 0),
  ];
};

// An exit ends the stack, too; the death by a signal would not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const seen = await seeBreaking(options);
say(
  `${seen.published} publications at ${options.rate} readers/s through ${options.edge}: ${JSON.stringify(Object.fromEntries(seen.statuses))} answers by status`,
);
const claims = claimsOf(seen);
say(told(claims));
process.exitCode = allHold(claims) ? 0 : 1;
