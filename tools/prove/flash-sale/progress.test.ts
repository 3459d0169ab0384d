import { expect, test } from 'vitest';
import { tellProgress } from './progress.ts';

const plan = { buyers: 100, units: 10, shards: 8, atOnce: 10, quietMs: 0 };

test('without a terminal it is a line for each phase and each tenth of the buyers', () => {
  const lines: string[] = [];
  let ms = 0;
  const tell = tellProgress(plan, { write: (text) => lines.push(text) }, () => ms);
  tell({ phase: 'opening', answered: 0, sold: 0, refused: 0 });
  tell({ phase: 'selling', answered: 0, sold: 0, refused: 0 });
  for (let answered = 1; answered <= 20; answered += 1) {
    ms += 100;
    tell({ phase: 'selling', answered, sold: Math.min(answered, 10), refused: Math.max(0, answered - 10) });
  }
  expect(lines).toEqual([
    '8 shards   starting a stack of its own and stocking the shelves …\n',
    '8 shards   10 of 100 answered  10 sold  0 told "sold out"  10/s  0:09 left\n',
    '8 shards   20 of 100 answered  10 sold  10 told "sold out"  10/s  0:08 left\n',
  ]);
});

test('a buyer without an answer is seen at once', () => {
  const lines: string[] = [];
  const tell = tellProgress(plan, { isTTY: true, write: (text) => lines.push(text) }, () => 1000);
  tell({ phase: 'selling', answered: 3, sold: 1, refused: 1 });
  expect(lines.join('')).toContain('1 UNANSWERED');
});
