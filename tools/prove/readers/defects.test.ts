import { expect, test } from 'vitest';
import { defects } from './defects.ts';
import { planted, planting } from './plant.ts';

test.each(Object.keys(defects))('the code that %s is planted into is as it was', (name) => {
  const defect = defects[name];
  if (!defect) throw new Error(name);
  const code = planted(defect);
  for (const [, plant] of defect.changes) expect(code).toContain(plant);
});

test('a stack has a defect only when one is named', () => {
  expect(planting(undefined)).toEqual({});
  expect(planting('no-wait')).toMatchObject({ PLANTED_DEFECT: 'no-wait' });
});
