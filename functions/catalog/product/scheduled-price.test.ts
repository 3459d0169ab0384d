import { describe, expect, test } from 'vitest';
import { nextFlip, priceAt, type ScheduledPrice } from './scheduled-price.ts';

const list = (listId: string, amount: number, startsAt: string | null, endsAt: string | null, currency = 'EUR') =>
  ({ listId, currency, amount, startsAt, endsAt }) satisfies ScheduledPrice;
const june = list('prl_1', 900, '2026-06-01T00:00:00.000Z', '2026-07-01T00:00:00.000Z');
const weekend = list('prl_2', 950, '2026-06-06T00:00:00.000Z', '2026-06-08T00:00:00.000Z');
const at = (moment: string, scheduled: ScheduledPrice[], currency = 'EUR') =>
  priceAt({ prices: { EUR: 1200 }, scheduled }, currency, moment);

describe('the price that counts', () => {
  test('is the list’s from its start on, until just before its end, with what it was before', () => {
    expect(at('2026-05-31T23:59:59.999Z', [june])).toEqual({ amount: 1200, regular: null });
    expect(at('2026-06-01T00:00:00.000Z', [june])).toEqual({ amount: 900, regular: 1200 });
    expect(at('2026-06-30T23:59:59.999Z', [june])).toEqual({ amount: 900, regular: 1200 });
    expect(at('2026-07-01T00:00:00.000Z', [june])).toEqual({ amount: 1200, regular: null });
  });

  test('is that of the list that began last, whatever order they come in', () => {
    expect(at('2026-06-07T00:00:00.000Z', [june, weekend])?.amount).toBe(950);
    expect(at('2026-06-07T00:00:00.000Z', [weekend, june])?.amount).toBe(950);
    expect(at('2026-06-08T00:00:00.000Z', [weekend, june])?.amount).toBe(900);
  });

  test('is the lowest of lists that began at the same moment', () => {
    expect(at('2026-06-02T00:00:00.000Z', [june, { ...june, listId: 'prl_0', amount: 999 }])?.amount).toBe(900);
  });

  test('may be higher than before, and then nothing is struck through', () => {
    expect(at('2026-06-02T00:00:00.000Z', [{ ...june, amount: 1500 }])).toEqual({ amount: 1500, regular: null });
  });

  test('in another currency is that of a list without time, and a list with time beside it', () => {
    const dollars = list('prl_3', 1300, null, null, 'USD');
    const sale = list('prl_4', 1000, '2026-06-01T00:00:00.000Z', null, 'USD');
    expect(at('2026-06-02T00:00:00.000Z', [dollars], 'USD')).toEqual({ amount: 1300, regular: null });
    expect(at('2026-06-02T00:00:00.000Z', [dollars, sale], 'USD')).toEqual({ amount: 1000, regular: 1300 });
    expect(at('2026-06-02T00:00:00.000Z', [june], 'USD')).toBeUndefined();
  });
});

test('the next flip is the next start or end', () => {
  expect(nextFlip([june, weekend], '2026-05-01T00:00:00.000Z')).toBe('2026-06-01T00:00:00.000Z');
  expect(nextFlip([june, weekend], '2026-06-01T00:00:00.000Z')).toBe('2026-06-06T00:00:00.000Z');
  expect(nextFlip([june, weekend], '2026-06-09T00:00:00.000Z')).toBe('2026-07-01T00:00:00.000Z');
  expect(nextFlip([june, weekend], '2026-07-01T00:00:00.000Z')).toBeUndefined();
});
