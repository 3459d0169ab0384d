/**
 * `npm run hostile -- [--seeds 50] [--from <seed>] [--jobs 2]`: whole purchase histories under an adversary; see README.md
 * beside this file. Without `--from` the seeds are today's. `--seed 17 --verbose` replays one with all of its steps;
 * `--mutant <name>` looks for a seed that finds a planted defect. Exit code 1 when a promise is broken.
 */
import { availableParallelism } from 'node:os';
import { readOptions, refuse } from '../../../tools/operate/read-options.ts';
import type { Outcome } from './run.ts';
import { runSeeds, seedsFrom, seedsOfTheDay } from './run-seeds.ts';

const { values } = readOptions({
  options: {
    seeds: { type: 'string', default: '50' },
    from: { type: 'string' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(8, availableParallelism())) },
    mutant: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const { mutant, verbose } = values;
const whole = (name: string, text: string): number => {
  if (!/^\d{1,7}$/.test(text)) refuse(`--${name} takes a whole number, and not "${text}".`);
  return Number(text);
};
const count = whole('seeds', values.seeds);
const seeds =
  values.seed !== undefined
    ? [whole('seed', values.seed)]
    : values.from !== undefined
      ? seedsFrom(whole('from', values.from), count)
      : seedsFrom(seedsOfTheDay(Date.now(), 1)[0] ?? 1, count);

const terminal = process.stderr.isTTY;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const began = performance.now();
const sum = { done: 0, broken: 0, steps: 0, orders: 0, paid: 0, paused: 0 };
const progress = (): void => {
  const seconds = (performance.now() - began) / 1000;
  const left = Math.round((seconds / sum.done) * (seeds.length - sum.done));
  const line = `${sum.done} of ${seeds.length} seeds, ${sum.broken} broke a promise, ${(seconds / sum.done).toFixed(1)} s a seed, ${left} s left`;
  if (terminal) process.stderr.write(`\r\x1b[K${line}`);
  else if (sum.done % 50 === 0) process.stderr.write(`${line}\n`);
};
const told = ({ seed, broken, steps, orders, paid, paused, fingerprint }: Outcome): void => {
  sum.done += 1;
  sum.steps += steps;
  sum.orders += orders;
  sum.paid += paid;
  sum.paused += paused;
  if (broken.length > 0) sum.broken += 1;
  if (terminal) process.stderr.write('\r\x1b[K');
  if (broken.length > 0 || seeds.length === 1)
    say(`seed ${seed}: ${steps} steps, ${orders} orders, ${paid} paid, fingerprint ${fingerprint}`);
  for (const line of broken) say(`  BROKEN ${line}`);
  progress();
};

const jobs = verbose || mutant !== undefined ? 1 : whole('jobs', values.jobs);
const outcomes = await runSeeds(seeds, { jobs: Math.max(1, jobs), mutant, verbose, told });
if (terminal) process.stderr.write('\n');
say(
  `${sum.done} seeds from ${seeds[0]} on: ${sum.orders} orders, ${sum.paid} paid, ${sum.steps} steps, ${sum.broken} broke a promise`,
);
say(`credits paused across a rise of the sums: ${sum.paused}`);
const failed = outcomes.filter(({ broken }) => broken.length > 0).slice(0, 3);
for (const { seed, fingerprint } of mutant === undefined ? failed : []) {
  const [again] = await runSeeds([seed]);
  const same = again?.fingerprint === fingerprint ? 'identically' : `DIFFERENTLY (${again?.fingerprint})`;
  say(`seed ${seed} replays ${same}; all its steps: npm run hostile -- --seed ${seed} --verbose`);
}
process.exit(sum.broken > 0 ? 1 : 0);
