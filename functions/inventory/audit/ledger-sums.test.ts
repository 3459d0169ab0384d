import { describe, expect, test } from 'vitest';
import type { Credit } from '../counters/stock.ts';
import { type KeptTicket, ticketId } from '../ledger/ticket.ts';
import { isReturning, noSums, originOf, plus, unitsHash, withCredit, withTicket } from './ledger-sums.ts';

const at = '2026-01-01T00:00:00.000Z';
const credit = (k: number, parts: [id: string, q: number][]): Credit => ({
  k,
  q: parts.reduce((sum, [, q]) => sum + q, 0),
  at,
  parts: parts.map(([id, q]) => ({ id, q, at })),
});
const ticket = (from: number, q: number, state: KeptTicket['state']): KeptTicket => ({ from, q, state, at });

test('the origin of a credit’s part is in its id', () => {
  const ids = ['opening', 'ticket-0-5', 'adj_1', 'limit-3', 'ret_1#line', 'ref_1#line'];
  expect(ids.map(originOf)).toEqual(['opening', 'returned', 'adjusted', 'raised', 'restocked', 'restocked']);
});

test('void, released and moved units come back; shipped and adjusted ones do not', () => {
  const states = ['void', 'released', 'moved', 'shipped', 'adjusted', 'held', 'claimed'] as const;
  expect(states.map(isReturning)).toEqual([true, true, true, false, false, false, false]);
});

describe('a credit', () => {
  test('adds its units to its parts’ origins, and to the last number', () => {
    const sums = withCredit(credit1(), credit(2, [['adj_1', -3], ['ret_1#a', 2]])); // biome-ignore format: rows
    expect(sums).toMatchObject({ through: 2, credited: 9, cameBack: 0 });
    expect(sums.origins).toEqual({ opening: 10, returned: 0, adjusted: -3, raised: 0, restocked: 2 });
  });

  test('leaves the fingerprint of the tickets whose units it brings back', () => {
    const { cameBack } = withCredit(credit1(), credit(2, [['ticket-0-4', 2], ['limit-1', 1]])); // biome-ignore format: rows
    expect(cameBack).toBe(unitsHash('ticket-0-4', 2));
  });
});
const credit1 = () => withCredit(noSums, credit(1, [['opening', 10]]));

describe('a ticket', () => {
  test('adds its units to its state and moves the end of what is summed', () => {
    const sums = withTicket(withTicket(noSums, 0, ticket(0, 3, 'shipped')), 0, ticket(3, 2, 'adjusted'));
    expect(sums).toMatchObject({ below: 5, ended: 0 });
    expect(sums.states).toEqual({ shipped: 3, released: 0, void: 0, moved: 0, adjusted: 2 });
  });

  test('that ends without a sale has the fingerprint of the part that brings its units back', () => {
    const ended = withTicket(noSums, 7, ticket(0, 4, 'void')).ended;
    const { cameBack } = withCredit(noSums, credit(1, [[ticketId({ shard: 7, from: 0 }), 4]]));
    expect(ended).not.toBe(0);
    expect(ended).toBe(cameBack);
  });

  test('that is not final has no place in the sums', () => {
    expect(() => withTicket(noSums, 2, ticket(5, 1, 'held'))).toThrow('ticket 2-5 is held');
    expect(() => withTicket(noSums, 2, ticket(5, 1, 'claimed'))).toThrow('ticket 2-5 is claimed');
  });
});

test('fingerprints add up in any order, and stay within 32 bits', () => {
  const hashes = [unitsHash('ticket-0-1', 1), unitsHash('ticket-0-2', 9), unitsHash('ticket-3-0', 4)];
  expect(hashes.reduce(plus)).toBe(hashes.toReversed().reduce(plus));
  expect(plus(0xffffffff, 2)).toBe(1);
  expect(unitsHash('ticket-0-1', 1)).not.toBe(unitsHash('ticket-0-1', 2));
});
