import { expect, it } from 'vitest';
import { type Import, isOpen, noUrls, sourcesOf, sumOf, viewOf } from './import.ts';

it('an import ends once: nothing leads out of done, failed and cancelled', () => {
  expect(['waiting', 'running', 'done', 'failed', 'cancelled'].filter((status) => isOpen(status as never))).toEqual([
    'waiting',
    'running',
  ]);
  expect(sourcesOf('done')).toEqual(['running']);
  expect(sourcesOf('failed')).toEqual(['waiting', 'running']);
  expect(sourcesOf('cancelled')).toEqual(['waiting', 'running']);
});

it('counts are sums of what was made of the chunks', () => {
  expect(
    sumOf([
      { rows: 5, failed: 1, warnings: 2, created: 2, changed: 1, unchanged: 0, visible: 2 },
      { rows: 3, failed: 0, warnings: 1, created: 0, changed: 0, unchanged: 3, visible: 3 },
    ]),
  ).toEqual({ rows: 8, failed: 1, warnings: 3, created: 2, changed: 1, unchanged: 3, visible: 5 });
});

it('the view shows rows read, settled and refused, and nothing of the table', () => {
  const one: Import = {
    id: 'imp_1', kind: 'products', format: 'shopify-csv', dryRun: false, status: 'running', etag: '"e"', sent: 3,
    rowsRead: 90, createdAt: '2026-01-01T00:00:00.000Z', startedAt: '2026-01-01T00:01:00.000Z',
  }; // biome-ignore format: a record
  expect(
    viewOf(one, { rows: 60, failed: 4, warnings: 2, created: 20, changed: 0, unchanged: 1, visible: 9 }, noUrls, {
      total: 5,
      ready: 2,
      failed: 1,
    }),
  ).toEqual({
    id: 'imp_1',
    kind: 'products',
    format: 'shopify-csv',
    dryRun: false,
    trackInventory: null,
    duplicateSkus: null,
    status: 'running',
    reasonCode: null,
    reason: null,
    rows: { total: 90, done: 60, failed: 4, warnings: 2 },
    products: { created: 20, changed: 0, unchanged: 1 },
    visible: { products: 9, of: 21 },
    images: { total: 5, ready: 2, failed: 1 },
    errorsUrl: null,
    warningsUrl: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    startedAt: '2026-01-01T00:01:00.000Z',
    finishedAt: null,
  });
});
