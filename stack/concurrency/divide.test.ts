import { describe, expect, test } from 'vitest';
import { loadStack } from '../load.js';
import { divide } from './divide.ts';
import { shares } from './shares.ts';

describe('the shares of this stack', async () => {
  const { functions } = await loadStack();
  const named: string[] = Object.values(shares).flatMap(({ functions: members }) => Object.keys(members));
  const divided = divide(functions, { account: 1000, others: 0 });

  test('name functions that are there, each once', () => {
    const ids = functions.map(({ id }) => id);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });

  test('every public route and every stream has one', () => {
    const open = functions.filter(({ kind, exports }) => {
      const access = exports.contract?.access ?? '';
      return kind === 'stream' || (kind === 'http' && access !== 'admin' && !access.startsWith('staff'));
    });
    expect(open.map(({ id }) => id).filter((id) => !named.includes(id))).toEqual([]);
  });

  test('of an account of 1,000 nothing is given twice, and AWS keeps what it demands', () => {
    const sum = [...(divided?.reserved.values() ?? [])].reduce((all, count) => all + count, 0);
    expect(sum + (divided?.unreserved ?? 0)).toBe(1000);
    expect(divided?.unreserved).toBeGreaterThanOrEqual(120);
    expect(divided?.reserved.get('checkout/checkout-cart')).toBeGreaterThan(100);
  });

  test('consumers without a share leave a fifth of the rest to admin routes and schedules', () => {
    const rest = functions.reduce(
      (sum, { id, trigger }) => sum + ('queue' in trigger && !named.includes(id) ? trigger.maxConcurrency : 0),
      0,
    );
    expect(rest).toBeLessThanOrEqual(0.8 * (divided?.unreserved ?? 0));
  });

  test('other stages’ part is not given away; a new account of ten reserves nothing', () => {
    const half = divide(functions, { account: 1000, others: 300 });
    expect((divided?.unreserved ?? 0) - (half?.unreserved ?? 0)).toBe(0);
    expect(divide(functions, { account: 10, others: 0 })).toBeUndefined();
  });
});
