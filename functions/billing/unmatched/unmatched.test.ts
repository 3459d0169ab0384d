import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import type { UnmatchedMoney } from './unmatched.ts';
import { daysUpTo, listUnmatched, putUnmatched, resolveUnmatched, type UnmatchedPosition } from './unmatched-table.ts';

/** Days of its own, long ago, so that no other test lists anything there. */
const days = daysUpTo(Date.parse('2001-03-02T12:00:00Z'), 3);
const unpaired = (day: string): UnmatchedMoney => ({
  provider: 'stripe',
  objectId: newId('pi'),
  reason: 'no-payment',
  paymentId: null,
  amount: { amount: 2599, currency: 'EUR' },
  day,
  foundAt: '2001-03-02T12:00:00.000Z',
  resolvedAt: null,
  resolution: null,
});

test('the days before a moment, newest first, over the end of a month', () => {
  expect(days).toEqual(['2001-03-02', '2001-03-01', '2001-02-28']);
});

test('pages of any size list all of it once, newest day first', async () => {
  const made = days.flatMap((day) => Array.from({ length: 9 }, () => unpaired(day)));
  await Promise.all(made.map(putUnmatched));
  for (const limit of [1, 4, 9, 26, 27, 100]) {
    const seen: UnmatchedMoney[] = [];
    let position: UnmatchedPosition | undefined;
    do {
      const page = await listUnmatched(days, limit, position);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      seen.push(...page.items);
      position = page.last;
    } while (position);
    expect(seen.map(({ objectId }) => objectId).sort()).toEqual(made.map(({ objectId }) => objectId).sort());
    expect(seen.map(({ day }) => day)).toEqual(
      seen
        .map(({ day }) => day)
        .sort()
        .reverse(),
    );
  }
});

test('money is listed once, however often it is told, and stays resolved', async () => {
  const one = unpaired('2001-01-01');
  expect(await Promise.all([putUnmatched(one), putUnmatched(one), putUnmatched(one)])).toContain(true);
  await resolveUnmatched(one, 'returned', Date.parse('2001-01-02T00:00:00Z'));
  expect(await putUnmatched(one)).toBe(false);
  const { items } = await listUnmatched(['2001-01-01'], 10);
  expect(items).toMatchObject([
    { objectId: one.objectId, resolution: 'returned', resolvedAt: '2001-01-02T00:00:00.000Z' },
  ]);
});
