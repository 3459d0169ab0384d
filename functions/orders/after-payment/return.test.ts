import { expect, test } from 'vitest';
import { refused } from '../../../test/support/refused.ts';
import { aLine, anOrder, eur } from './paid-order.fixture.ts';
import { asking, deciding, OrderReturn, returnTransitions } from './return.ts';

const at = '2026-01-05T00:00:00.000Z';
const order = anOrder([
  { ...aLine('a', 5, 500), fulfilled: 4, returned: 1, returning: 2 },
  { ...aLine('b', 2, 200), fulfilled: 2, returning: 1 },
]);
const row: OrderReturn = {
  id: 'ret_1',
  status: 'requested',
  lines: [
    { lineId: 'a', quantity: 2, received: null, restock: null },
    { lineId: 'b', quantity: 1, received: null, restock: null },
  ],
  reason: 'too small',
  refundId: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  decidedAt: null,
};
const counters = (lines: typeof order.lines) => lines.map(({ returned, returning }) => [returned, returning ?? 0]);

test('units that were sent and are not on their way back may be asked back', () => {
  expect(counters(asking(order, [{ lineId: 'a', quantity: 1 }]))).toEqual([
    [1, 3],
    [0, 1],
  ]);
  const fresh = anOrder([{ ...aLine('a', 2, 200), fulfilled: 2 }]);
  expect(counters(asking(fresh, [{ lineId: 'a', quantity: 2 }]))).toEqual([[0, 2]]);
});

test('more than were sent, a line that is not there, and an order that is not paid are refused', () => {
  expect(refused(() => asking(order, [{ lineId: 'a', quantity: 2 }]))).toEqual({
    status: 409,
    code: 'not-returnable',
    lineId: 'a',
    left: 1,
  });
  const unknown = [{ lineId: 'x', quantity: 1 }];
  expect(refused(() => asking(order, unknown))).toEqual({ status: 422, code: 'line-unknown', lineId: 'x' });
  const pending = { ...order, status: 'pending' as const };
  expect(refused(() => asking(pending, [{ lineId: 'a', quantity: 1 }]))).toEqual({
    status: 409,
    code: 'not-returnable',
  });
  expect(() => asking(pending, [])).toThrow('The order is pending; only goods that were sent come back.');
});

test('an approved return waits for the goods: nothing is counted yet', () => {
  const decided = deciding(order, row, { status: 'approved' }, at);
  expect(decided).toEqual({ row: { ...row, status: 'approved' }, lines: order.lines });
});

test('a refused return gives its units up, and none has come', () => {
  const decided = deciding(order, row, { status: 'refused' }, at);
  expect(decided.row).toEqual({ ...row, status: 'refused', decidedAt: at });
  expect(counters(decided.lines)).toEqual([
    [1, 0],
    [0, 0],
  ]);
});

test('a return that came without lines came whole, and does not go on the shelf by itself', () => {
  const decided = deciding(order, row, { status: 'received' }, at);
  expect(decided.row.status).toBe('received');
  expect(decided.row.decidedAt).toBe(at);
  expect(decided.row.lines).toEqual([
    { lineId: 'a', quantity: 2, received: 2, restock: false },
    { lineId: 'b', quantity: 1, received: 1, restock: false },
  ]);
  expect(counters(decided.lines)).toEqual([
    [3, 0],
    [1, 0],
  ]);
});

test('where some lines are named, as many came as are named, and of the others none', () => {
  const lines = [{ lineId: 'a', quantity: 1, restock: true }];
  const decided = deciding(order, { ...row, status: 'approved' }, { status: 'received', lines }, at);
  expect(decided.row.lines).toEqual([
    { lineId: 'a', quantity: 2, received: 1, restock: true },
    { lineId: 'b', quantity: 1, received: 0, restock: false },
  ]);
  expect(counters(decided.lines)).toEqual([
    [2, 0],
    [0, 0],
  ]);
});

test('a line that is named without a number came whole', () => {
  const lines = [{ lineId: 'a', restock: true }];
  expect(deciding(order, row, { status: 'received', lines }, at).row.lines[0]).toEqual({
    lineId: 'a',
    quantity: 2,
    received: 2,
    restock: true,
  });
});

test('more than the return is for, and a line that is not in it, are refused', () => {
  const came = (lineId: string, quantity: number) =>
    refused(() => deciding(order, row, { status: 'received', lines: [{ lineId, quantity, restock: false }] }, at));
  expect(() =>
    deciding(order, row, { status: 'received', lines: [{ lineId: 'b', quantity: 1, restock: false }] }, at),
  ).not.toThrow();
  expect(came('b', 2)).toEqual({ status: 409, code: 'not-returnable', lineId: 'b', left: 1 });
  expect(came('x', 1)).toEqual({ status: 422, code: 'line-unknown', lineId: 'x' });
});

test('lines and a refund belong to what was received', () => {
  const early = { status: 422, code: 'not-received' };
  const lines = [{ lineId: 'a', restock: false }];
  expect(refused(() => deciding(order, row, { status: 'approved', lines }, at))).toEqual(early);
  expect(refused(() => deciding(order, row, { status: 'refused', refund: { amount: eur(1) } }, at))).toEqual(early);
  expect(deciding(order, row, { status: 'received', lines, refund: {} }, at).row.status).toBe('received');
});

test('a return that was refused or received is closed', () => {
  for (const status of ['refused', 'received'] as const)
    expect(refused(() => deciding(order, { ...row, status }, { status: 'approved' }, at))).toEqual({
      status: 409,
      code: 'return-closed',
      returnId: row.id,
      decidedAt: row.decidedAt,
    });
  expect(() => deciding(order, { ...row, status: 'received' }, { status: 'received' }, at)).toThrow(
    'The return was received before, and is once only',
  );
  expect(() => deciding(order, { ...row, status: 'refused' }, { status: 'approved' }, at)).toThrow(
    'The return is refused; it cannot become approved.',
  );
  expect(returnTransitions).toEqual({
    requested: ['approved', 'refused', 'received'],
    approved: ['refused', 'received'],
    refused: [],
    received: [],
  });
});

test('a return is read as it was kept', () => {
  expect(OrderReturn.parse(row)).toEqual(row);
  const came = { ...row, status: 'received', lines: [{ lineId: 'a', quantity: 2, received: 2, restock: true }] };
  expect(OrderReturn.parse(came)).toEqual(came);
  expect(OrderReturn.shape.status.options).toEqual(['requested', 'approved', 'refused', 'received']);
});
