import type { Stryker } from '@stryker-mutator/core';

/** A mutant with what became of it, as Stryker answers it. */
export type Mutant = Pick<
  Awaited<ReturnType<Stryker['runMutationTest']>>[number],
  'fileName' | 'status' | 'mutatorName' | 'replacement' | 'location'
>;

/**
 * What became of the mutants of a file, a module, or all. `killed`: a test failed, or ran on and on. `survived`: every
 * test that reaches it passed, or none does. `invalid`: it does not even load, so it says nothing.
 */
export interface Score {
  readonly name: string;
  readonly killed: number;
  readonly survived: number;
  readonly invalid: number;
}

const killed = new Set<string>(['Killed', 'Timeout']);
const survived = new Set<string>(['Survived', 'NoCoverage']);

/** Killed in percent of all that could be; 100 where nothing could. */
export const percentOf = ({ killed, survived }: Score): number =>
  killed + survived === 0 ? 100 : (100 * killed) / (killed + survived);

/** Whether a test should have failed of this mutant, and none did. */
export const hasSurvived = ({ status }: Pick<Mutant, 'status'>): boolean => survived.has(status);

export const scoreOf = (name: string, mutants: readonly Pick<Mutant, 'status'>[]): Score => {
  const dead = mutants.filter(({ status }) => killed.has(status)).length;
  const alive = mutants.filter(hasSurvived).length;
  return { name, killed: dead, survived: alive, invalid: mutants.length - dead - alive };
};

/** The module of a file: `functions/pricing/quote.ts` is of pricing, `lib/money.ts` of money. */
export const moduleOf = (file: string): string =>
  /^functions\/([^/]+)\//.exec(file)?.[1] ?? file.replace(/^lib\/|\.ts$/g, '');

/** A score of each group, in the order in which they come. */
export const scoresBy = (mutants: readonly Mutant[], groupOf: (file: string) => string): Score[] =>
  [...Map.groupBy(mutants, ({ fileName }) => groupOf(fileName))].map(([name, group]) => scoreOf(name, group));

/** Scores as the rows of a table in Markdown, which reads well in a terminal too. */
export const tableOf = (title: string, scores: readonly Score[]): string => {
  const cells = scores.map((score) => [
    score.name,
    ...[score.killed + score.survived, score.killed, score.survived].map(String),
    `${percentOf(score).toFixed(1)} %`,
  ]);
  const head = [title, 'mutants', 'killed', 'survived', 'score'];
  const widths = head.map((text, i) => Math.max(text.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => (i === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...cells.map(line)].join('\n');
};
