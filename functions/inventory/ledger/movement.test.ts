import { expect, test } from 'vitest';
import { Movement, ofCredit, ofTicket } from './movement.ts';

const at = '2026-01-01T00:00:00.000Z';

test('a ticket takes units out, under the order that it is held for', () => {
  const entry = ofTicket(3)({ from: 12, q: 2, state: 'held', ref: 'ord_1', at });
  expect(entry).toEqual({
    id: 'ticket-3-12',
    kind: 'ticket',
    change: -2,
    state: 'held',
    reference: 'ord_1',
    reason: null,
    actor: null,
    at,
    parts: [],
  });
  expect(Movement.parse(entry)).toEqual(entry);
});

test('a credit with one part stands under that part’s reference, reason and actor', () => {
  const part = { id: 'adj_1', q: 5, at, reason: 'counted', actor: 'key:k1' };
  expect(ofCredit(0)({ k: 7, q: 5, at, parts: [part] })).toEqual({
    id: 'credit-0-7',
    kind: 'credit',
    change: 5,
    state: null,
    reference: 'adj_1',
    reason: 'counted',
    actor: 'key:k1',
    at,
    parts: [{ id: 'adj_1', change: 5, reason: 'counted', actor: 'key:k1' }],
  });
});

test('a credit with several parts names each, and stands under none of them', () => {
  const parts = [
    { id: 'ticket-0-1', q: 1, at },
    { id: 'ret_1#line', q: 2, at },
  ];
  expect(ofCredit(0)({ k: 1, q: 3, at, parts })).toMatchObject({
    change: 3,
    reference: null,
    reason: null,
    parts: [
      { id: 'ticket-0-1', change: 1, reason: null },
      { id: 'ret_1#line', change: 2, reason: null },
    ],
  });
});
