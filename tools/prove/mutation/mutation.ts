/**
 * `npm run mutation` tests the tests of the money path: Stryker changes its code in one place at a time, and a test has
 * to fail. Words after `--` are modules or parts of file names (`npm run mutation -- billing tax`), all without any. Fails
 * below 85 % of any module, or of the whole.
 * See docs/mutation-testing.md.
 */
import { setPriority } from 'node:os';
import { relative, sep } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { readOptions } from '../../operate/read-options.ts';
import { ENOUGH, OUTPUT, options } from './options.ts';
import { hasSurvived, type Mutant, moduleOf, percentOf, scoreOf, scoresBy, tableOf } from './score.ts';

const { positionals } = readOptions({ allowPositionals: true });
const asked = (file: string): boolean => positionals.length === 0 || positionals.some((word) => file.includes(word));
const mutate = options.mutate.filter(asked);
if (mutate.length === 0) {
  console.error(`No file of the money path is called like ${positionals.join(' or ')}; these are:\n`);
  console.error(options.mutate.join('\n'));
  process.exit(2);
}

// Minutes of work that nobody waits for: whatever else runs on the machine goes first.
setPriority(10);
const mutants: Mutant[] = (await new Stryker({ ...options, mutate }).runMutationTest())
  .map((one) => ({ ...one, fileName: relative('.', one.fileName).replaceAll(sep, '/') }))
  .filter(({ fileName }) => mutate.includes(fileName))
  .sort((a, b) => mutate.indexOf(a.fileName) - mutate.indexOf(b.fileName));

const place = ({ fileName, location: { start } }: Mutant): string => `${fileName}:${start.line}:${start.column}`;
const alive = mutants.filter(hasSurvived);
if (alive.length > 0) console.log('\nSurvived:');
for (const one of alive)
  console.log(`  ${place(one)} ${one.mutatorName} → ${one.replacement?.replaceAll(/\s+/g, ' ') ?? ''}`);

const scores = [...scoresBy(mutants, moduleOf), scoreOf('all', mutants)];
console.log(
  `\n${tableOf(
    'file',
    scoresBy(mutants, (file) => file.replace('functions/', '')),
  )}`,
);
console.log(`\n${tableOf('module', scores)}`);
const invalid = mutants.length - alive.length - scoreOf('', mutants).killed;
if (invalid > 0) console.log(`\n${invalid} mutants do not load, so they count neither way.`);
console.log(`\nThe report, with every mutant in its place: ${OUTPUT}/report.html`);

const weak = scores.filter((score) => percentOf(score) < ENOUGH);
for (const score of weak) console.error(`${score.name}: ${percentOf(score).toFixed(1)} % is less than ${ENOUGH} %`);
process.exitCode = weak.length > 0 ? 1 : 0;
