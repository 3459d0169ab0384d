/** `npm run mutation`: see its usage below, and docs/mutation-testing.md. */
import { setPriority } from 'node:os';
import { relative, sep } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { read, refuse, tool } from '../../../local/command-line/tool.ts';
import { ENOUGH, OUTPUT, options } from './options.ts';
import { hasSurvived, type Mutant, moduleOf, percentOf, scoreOf, scoresBy, tableOf } from './score.ts';

const [words] = read(
  tool(
    'mutation',
    'Tests the tests of the money path: its code is changed in one place at a time, and a test has to fail. Takes minutes. ' +
      `Exit code 1 below ${ENOUGH} % of any module, or of the whole.`,
  ).argument('[words...]', 'modules or parts of file names (billing tax); all without any'),
).processedArgs;
for (const word of words)
  if (!options.mutate.some((file) => file.includes(word)))
    refuse(`No file of the money path is called like ${word}: they are ${options.mutate.join(', ')}.`);
const mutate = options.mutate.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));

// Minutes of work that nobody waits for: whatever else runs on the machine goes first.
setPriority(10);
const mutants: Mutant[] = (await new Stryker({ ...options, mutate }).runMutationTest())
  .map((one) => ({ ...one, fileName: relative('.', one.fileName).replaceAll(sep, '/') }))
  .filter(({ fileName, status }) => mutate.includes(fileName) && status !== 'Ignored')
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
