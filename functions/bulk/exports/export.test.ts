import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Export, ExportRequest, filterOf, isStalled, summaryOf } from './export.ts';

const now = Date.parse('2026-03-31T12:00:00.000Z');
const codeOf = (fn: () => unknown): unknown => {
  try {
    return fn();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('the days of an export of orders', () => {
  it('are the last 366 when none are named, and both ends are within', () => {
    expect(filterOf({ kind: 'orders' }, now)).toEqual({ from: '2025-03-31', to: '2026-03-31', status: null });
    expect(filterOf({ kind: 'orders', from: '2026-03-01', status: 'paid' }, now)).toEqual({
      from: '2026-03-01',
      to: '2026-03-31',
      status: 'paid',
    });
    expect(filterOf({ kind: 'orders', to: '2024-12-31' }, now)).toMatchObject({ from: '2024-01-01' });
  });

  it('are refused when they are too many, or have not begun', () => {
    expect(codeOf(() => filterOf({ kind: 'orders', from: '2025-03-30' }, now))).toBe('too-many-days');
    expect(codeOf(() => filterOf({ kind: 'orders', from: '2026-04-01' }, now))).toBe('days-in-the-future');
  });

  it.each([
    [{ kind: 'orders', from: '2026-03-02', to: '2026-03-01' }],
    [{ kind: 'orders', from: '2026-02-30' }],
    [{ kind: 'orders', from: '2026-02-01T00:00:00Z' }],
    [{ kind: 'orders', status: 'open' }],
    [{ kind: 'products', from: '2026-03-01' }],
    [{ kind: 'stock', status: 'paid' }],
    [{ kind: 'customers' }],
    [{}],
  ])('%j is no request', (body) => {
    expect(z.safeParse(ExportRequest, body).success).toBe(false);
  });
});

describe('an export', () => {
  const one: Export = {
    id: 'exp_1', kind: 'stock', status: 'running', step: 1, tries: 1, touchedAt: '2026-03-31T11:30:00.000Z',
    isWritten: false, progress: 0.5, rows: 7, bytes: 90, parts: [], createdAt: '2026-03-31T11:00:00.000Z',
  }; // biome-ignore format: a record

  it('on which nobody has worked for an hour has failed, and says so', () => {
    expect(isStalled(one, now)).toBe(false);
    expect(isStalled(one, now + 1_800_001)).toBe(true);
    expect(summaryOf(one, now + 1_800_001)).toMatchObject({ status: 'failed', reasonCode: 'stalled' });
    expect(isStalled({ ...one, status: 'done' }, now + 1_800_001)).toBe(false);
  });

  it('has a file for seven days', () => {
    const done = { ...one, status: 'done' as const, finishedAt: '2026-03-31T11:31:00.000Z' };
    expect(summaryOf(done, now).expiresAt).toBe('2026-04-07T11:31:00.000Z');
    expect(summaryOf(one, now).expiresAt).toBeNull();
  });
});
