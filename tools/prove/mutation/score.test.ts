import { expect, test } from 'vitest';
import { type Mutant, moduleOf, percentOf, scoreOf, scoresBy, tableOf } from './score.ts';

const mutant = (fileName: string, status: Mutant['status']): Mutant => ({
  fileName,
  status,
  mutatorName: 'EqualityOperator',
  replacement: 'a <= b',
  location: { start: { line: 1, column: 1 }, end: { line: 1, column: 6 } },
});
const of = (...statuses: Mutant['status'][]) =>
  scoreOf(
    'x',
    statuses.map((status) => ({ status })),
  );

test('what a test fails of or never ends with is killed, what no test reaches has survived, what does not load is neither', () => {
  const score = of('Killed', 'Timeout', 'Survived', 'NoCoverage', 'RuntimeError', 'CompileError', 'Ignored');
  expect(score).toEqual({ name: 'x', killed: 2, survived: 2, invalid: 3 });
  expect(percentOf(score)).toBe(50);
  expect(percentOf(of('RuntimeError'))).toBe(100);
});

test('a file belongs to its module, and money is one of its own', () => {
  expect(['functions/billing/providers/units.ts', 'functions/pricing/quote.ts', 'lib/money.ts'].map(moduleOf)).toEqual([
    'billing',
    'pricing',
    'money',
  ]);
});

test('each group has its own score, and a table says it', () => {
  const mutants = [
    mutant('functions/pricing/quote.ts', 'Killed'),
    mutant('lib/money.ts', 'Killed'),
    mutant('functions/pricing/tax.ts', 'Survived'),
    mutant('functions/pricing/tax.ts', 'Killed'),
  ];
  expect(tableOf('module', scoresBy(mutants, moduleOf))).toBe(
    [
      '| module  | mutants | killed | survived |   score |',
      '|---------|--------:|-------:|---------:|--------:|',
      '| pricing |       3 |      2 |        1 |  66.7 % |',
      '| money   |       1 |      1 |        0 | 100.0 % |',
    ].join('\n'),
  );
});
