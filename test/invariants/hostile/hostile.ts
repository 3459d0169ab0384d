/** `npm run hostile`: see its usage below, and README.md beside this file. */
import { availableParallelism } from 'node:os';
import { Option } from '@commander-js/extra-typings';
import { read, tool } from '../../../local/command-line/tool.ts';
import { whole } from '../../../local/command-line/values.ts';
import { mutants } from './mutants.ts';
import type { Outcome } from './run.ts';
import { runSeeds, seedsFrom, seedsOfTheDay } from './run-seeds.ts';

const seedNumber = whole(0, 9_999_999);
const values = read(
  tool(
    'hostile',
    'Runs whole purchase histories through the shipped functions under a seeded adversary. Exit code 1 when a promise ' +
      'is broken.',
  )
    .option('--seeds <count>', 'how many histories', whole(1, 9_999_999), 50)
    .option('--from <seed>', 'the first of them (default: one that only today has)', seedNumber)
    .option('--seed <seed>', 'this one alone', seedNumber)
    .option('--jobs <count>', 'how many at once', whole(1, 64), Math.min(8, availableParallelism()))
    .addOption(
      new Option('--mutant <name>', 'looks for a seed that finds a planted defect').choices(Object.keys(mutants)),
    )
    .option('--content', 'histories of the newsroom, in the place of those of the shop', false)
    .option('--search', 'histories of the index of search, in the place of those of the shop', false)
    .option('--verbose', 'all steps, one history after the other', false),
).opts();
const { mutant, verbose, content, search } = values;
const seeds =
  values.seed !== undefined
    ? [values.seed]
    : seedsFrom(values.from ?? seedsOfTheDay(Date.now(), 1)[0] ?? 1, values.seeds);

const terminal = process.stderr.isTTY;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const began = performance.now();
const sum = { done: 0, broken: 0, steps: 0, orders: 0, paid: 0, paused: 0, releases: 0, disarmed: 0 };
const progress = (): void => {
  const seconds = (performance.now() - began) / 1000;
  const left = Math.round((seconds / sum.done) * (seeds.length - sum.done));
  const line = `${sum.done} of ${seeds.length} seeds, ${sum.broken} broke a promise, ${(seconds / sum.done).toFixed(1)} s a seed, ${left} s left`;
  if (terminal) process.stderr.write(`\r\x1b[K${line}`);
  else if (sum.done % 50 === 0) process.stderr.write(`${line}\n`);
};
const counted = (things: number, ended: number): string =>
  search
    ? `${things} answers, ${ended} files switched to`
    : content
      ? `${things} entries, ${ended} shown`
      : `${things} orders, ${ended} paid`;
const told = ({
  seed,
  broken,
  steps,
  orders,
  paid,
  paused,
  releases = 0,
  disarmed = 0,
  fingerprint,
}: Outcome): void => {
  sum.done += 1;
  sum.steps += steps;
  sum.orders += orders;
  sum.paid += paid;
  sum.paused += paused;
  sum.releases += releases;
  sum.disarmed += disarmed;
  if (broken.length > 0) sum.broken += 1;
  if (terminal) process.stderr.write('\r\x1b[K');
  if (broken.length > 0 || seeds.length === 1)
    say(`seed ${seed}: ${steps} steps, ${counted(orders, paid)}, fingerprint ${fingerprint}`);
  for (const line of broken) say(`  BROKEN ${line}`);
  progress();
};

const jobs = verbose || mutant !== undefined ? 1 : values.jobs;
const outcomes = await runSeeds(seeds, { jobs, mutant, verbose, content, search, told });
if (terminal) process.stderr.write('\n');
say(
  `${sum.done} seeds from ${seeds[0]} on: ${counted(sum.orders, sum.paid)}, ${sum.steps} steps, ${sum.broken} broke a promise`,
);
say(
  search
    ? `files: ${sum.releases} made`
    : content
      ? `releases: ${sum.releases} begun, ${sum.disarmed} disarmed`
      : `credits paused across a rise of the sums: ${sum.paused}`,
);
const failed = outcomes.filter(({ broken }) => broken.length > 0).slice(0, 3);
for (const { seed, fingerprint } of mutant === undefined ? failed : []) {
  const [again] = await runSeeds([seed], { content, search });
  const same = again?.fingerprint === fingerprint ? 'identically' : `DIFFERENTLY (${again?.fingerprint})`;
  say(
    `seed ${seed} replays ${same}; all its steps: npm run hostile -- ${search ? '--search ' : content ? '--content ' : ''}--seed ${seed} --verbose`,
  );
}
process.exit(sum.broken > 0 ? 1 : 0);
