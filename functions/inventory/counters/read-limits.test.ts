import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { takeStock } from '../public.ts';
import { readLimits } from './read-limits.ts';

test('a limit that nobody has taken of is whole, then what is left of it', async () => {
  const [fresh, used] = [`coupon#${newId('A')}`, `coupon#${newId('B')}`];
  const ask = () => readLimits([fresh, used].map((what) => ({ what, limit: 2 })));
  expect(await ask()).toEqual([2, 2]);
  const take = () => takeStock([{ stockKey: used, quantity: 1, open: { quantity: 2 } }]);
  await take();
  expect(await ask()).toEqual([2, 1]);
  await take();
  expect(await ask()).toEqual([2, 0]);
  expect(await take()).toMatchObject({ refused: { stockKey: used, available: 0 } });
});
