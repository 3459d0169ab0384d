import { expect, test } from 'vitest';
import { examine, health } from './health.ts';

test('an engine that does not answer is failing, the others are not', async () => {
  const asked = { tables: async () => 1, queues: () => Promise.reject(new Error('no connection')) };
  expect(await examine(asked)).toEqual({ status: 'failing', checks: { tables: 'ok', queues: 'failing' } });
});

test('who asks again within five seconds gets the same answer, and the engines are left alone', () => {
  const consumer = { name: 'reports-on-order-paid', groups: false };
  expect(health(consumer)).toBe(health({ ...consumer }));
});
