import { describe, expect, test } from 'vitest';
import { msOf } from '#lib/clock.ts';
import { hourIn, nextHour, planOf } from './hours.ts';

const day = '2026-11-27';
const open = (mark: { from: string; through: string } | undefined, late: string[] = []) => planOf(day, mark, late).open;
const summed = (mark: { from: string; through: string } | undefined, late: string[] = []) => {
  const { takes } = planOf(day, mark, late);
  return Array.from({ length: 24 }, (_, hour) => `${day}T${String(hour).padStart(2, '0')}`).filter(takes);
};
const whole = [[`${day}T00`, `${day}T23`]];

test('the next hour goes over days, months and years', () => {
  expect(['2026-11-27T09', '2026-11-27T23', '2028-02-28T23', '2026-12-31T23'].map(nextHour)).toEqual([
    '2026-11-27T10',
    '2026-11-28T00',
    '2028-02-29T00',
    '2027-01-01T00',
  ]);
});

describe('what a report of a day reads', () => {
  test('rows alone, while nothing is rolled up, and on days before and after what is', () => {
    expect(open(undefined)).toEqual(whole);
    expect(open({ from: `${day}T10`, through: `${day}T10` })).toEqual(whole);
    expect(open({ from: '2026-11-28T00', through: '2026-12-01T00' })).toEqual(whole);
    expect(open({ from: '2026-11-01T00', through: `${day}T00` })).toEqual(whole);
    expect(summed({ from: '2026-11-01T00', through: `${day}T00` })).toEqual([]);
  });

  test('sums alone, once the day is over', () => {
    const mark = { from: '2026-11-01T00', through: '2026-11-28T00' };
    expect(open(mark)).toEqual([]);
    expect(summed(mark)).toHaveLength(24);
  });

  test('each hour once: sums of those that are rolled up, rows of the others', () => {
    const mark = { from: `${day}T02`, through: `${day}T05` };
    expect(open(mark)).toEqual([
      [`${day}T00`, `${day}T01`],
      [`${day}T05`, `${day}T23`],
    ]);
    expect(summed(mark)).toEqual([`${day}T02`, `${day}T03`, `${day}T04`]);
  });

  test('rows of an hour that got one late, in place of its sums', () => {
    const mark = { from: '2026-11-01T00', through: '2026-11-28T00' };
    const late = [`${day}T13`, '2026-11-26T13'];
    expect(open(mark, late)).toEqual([[`${day}T13`, `${day}T13`]]);
    expect(summed(mark, late)).not.toContain(`${day}T13`);
    expect(summed(mark, late)).toHaveLength(23);
  });

  test('rows of a late hour that is not rolled up yet once', () => {
    expect(open({ from: '2026-11-01T00', through: `${day}T10` }, [`${day}T10`])).toEqual([[`${day}T10`, `${day}T23`]]);
  });
});

test('hours are those of the shop’s clocks, and never go back', () => {
  const berlin = (iso: string) => hourIn('Europe/Berlin', msOf(iso));
  expect(berlin('2026-11-27T23:30:00.000Z')).toBe('2026-11-28T00');
  // The clocks go back at 01:00 UTC: the hour from two to three comes twice.
  const night = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'].map(berlin);
  expect(night).toEqual(['2026-10-25T02', '2026-10-25T02', '2026-10-25T03']);
  const half = ['2026-11-27T18:29:59Z', '2026-11-27T18:30:00Z'].map((iso) => hourIn('Asia/Kolkata', msOf(iso)));
  expect(half).toEqual(['2026-11-27T23', '2026-11-28T00']);
});
