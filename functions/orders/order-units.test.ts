import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Order, OrderLine } from './order.ts';
import { following, goneBetween, leftOf, toReturn, toSend, withLines, worthOf } from './order-units.ts';
import { aLine, anOrder, eur } from './paid-order.fixture.ts';
import { afterFailure, decideRefund, type OrderRefund, type RefundWish } from './refund.ts';

test('refunded one by one, each unit is an equal share and the last has the remainder', () => {
  let line = aLine('a', 3, 100);
  const worths: number[] = [];
  for (let unit = 1; unit <= 3; unit += 1) {
    const worth = worthOf(line, 1);
    worths.push(worth);
    line = { ...line, refunded: unit, refundedTotal: eur((line.refundedTotal?.amount ?? 0) + worth) };
  }
  expect(worths).toEqual([33, 33, 34]);
});

test('a three-decimal currency is shared in tens, as its provider takes it', () => {
  const line = { ...aLine('a', 3, 0), total: { amount: 1000, currency: 'KWD' } };
  expect([worthOf(line, 1), worthOf(line, 2), worthOf(line, 3)]).toEqual([330, 660, 1000]);
});

const order = (...lines: OrderLine[]): Order => anOrder(lines, 490);
const apply = (before: Order, wish: RefundWish): Order => {
  const after = { ...before, ...following(before, decideRefund(before, wish).change) };
  return after;
};
const units = ({ fulfilled, cancelled, refunded, returned }: OrderLine) => ({
  fulfilled,
  cancelled,
  refunded,
  returned,
});

test.each([
  ['units still in the house, not restocked, are called off', {}, { quantity: 2, restock: false }, [0, 2, 2, 0]],
  ['units still in the house, restocked, are called off', {}, { quantity: 2, restock: true }, [0, 2, 2, 0]],
  ['of a line half sent, the sent ones are meant', { fulfilled: 2 }, { quantity: 2, restock: false }, [2, 0, 2, 0]],
  ['and beyond them the rest is called off', { fulfilled: 2 }, { quantity: 3, restock: false }, [2, 1, 3, 0]],
  ['what goes on the shelf is still in the house', { fulfilled: 2 }, { quantity: 1, restock: true }, [2, 1, 1, 0]],
  ['and beyond that it came back', { fulfilled: 3 }, { quantity: 2, restock: true }, [3, 1, 2, 1]],
] as const)('which units a refund means: %s', (_, counters, asked, [fulfilled, cancelled, refunded, returned]) => {
  const before = order({ ...aLine('a', 4, 1000), ...counters });
  const { lines } = apply(before, { lines: [{ lineId: 'a', ...asked }] });
  expect(units(lines[0]!)).toEqual({ fulfilled, cancelled, refunded, returned });
});

test('what was sent and came back already does not go on the shelf twice', () => {
  const before = order({ ...aLine('a', 2, 1000), fulfilled: 2, returned: 2 });
  expect(() => decideRefund(before, { lines: [{ lineId: 'a', quantity: 1, restock: true }] })).toThrow('on the shelf');
});

test('a return’s refund never calls off what is still to be sent', () => {
  const before = order({ ...aLine('a', 3, 1000), fulfilled: 1, refunded: 1 });
  const lines = [{ lineId: 'a', quantity: 1, restock: false }];
  expect(() => decideRefund(before, { lines, sentOnly: true })).toThrow('are not paid back');
});

test('goodwill counts no unit and is bounded by what is left; a fee may be kept of lines', () => {
  const before = order(aLine('a', 2, 1000));
  const after = apply(before, { amount: eur(1400) });
  expect([after.paymentStatus, after.lines[0]?.refunded, leftOf(after).amount]).toEqual(['partially-refunded', 0, 90]);
  expect(() => decideRefund(after, { amount: eur(91) })).toThrow('more than is left');
  const lines = [{ lineId: 'a', quantity: 1, restock: false }];
  expect(decideRefund(before, { lines, amount: eur(450) }).amount).toEqual(eur(450));
  expect(() => decideRefund(before, { lines, amount: eur(501) })).toThrow('worth');
  expect(() => decideRefund(before, { amount: { amount: 1, currency: 'USD' } })).toThrow('in EUR');
});

test('with nothing named everything that is left goes back, and the order is refunded', () => {
  const after = apply(apply(order(aLine('a', 3, 1000)), { amount: eur(7) }), {});
  expect([after.paymentStatus, leftOf(after).amount, after.lines[0]?.refunded]).toEqual(['refunded', 0, 3]);
  expect(() => decideRefund(after, {})).toThrow('already');
});

test('a dispute blocks refunds while it is open and when it is lost', () => {
  const before = order(aLine('a', 1, 1000));
  expect(() => decideRefund({ ...before, dispute: 'open' }, {})).toThrow('disputed');
  expect(() => decideRefund({ ...before, dispute: 'lost' }, {})).toThrow('taken the money back');
  expect(decideRefund({ ...before, dispute: 'won' }, {}).amount).toEqual(eur(1490));
  expect(following(before, { dispute: 'open' }).paymentStatus).toBe('disputed');
  expect(following(before, { dispute: 'lost' }).paymentStatus).toBe('refunded');
  expect(following(before, { dispute: 'won' }).paymentStatus).toBe('paid');
});

test('the axes say what the counters say', () => {
  const at = (change: Partial<OrderLine>) => {
    const { fulfilmentStatus, returnStatus } = following(order({ ...aLine('a', 3, 900), ...change }), {});
    return [fulfilmentStatus, returnStatus];
  };
  expect(at({})).toEqual(['unfulfilled', 'none']);
  expect(at({ fulfilled: 1 })).toEqual(['partial', 'none']);
  expect(at({ fulfilled: 1, cancelled: 2 })).toEqual(['fulfilled', 'none']);
  expect(at({ fulfilled: 3, returning: 1 })).toEqual(['fulfilled', 'requested']);
  expect(at({ fulfilled: 3, returned: 1 })).toEqual(['fulfilled', 'partial']);
  expect(at({ fulfilled: 3, returned: 3 })).toEqual(['fulfilled', 'returned']);
  expect(at({ cancelled: 3 })).toEqual(['unfulfilled', 'none']);
});

test('what leaves the stock is what was sent or called off, by thing', () => {
  const before = order({ ...aLine('a', 3, 900), fulfilled: 1 }, aLine('b', 1, 100));
  const after = { lines: withLines(before.lines, [{ lineId: 'a', change: () => ({ fulfilled: 2, cancelled: 1 }) }]) };
  expect(goneBetween(before, after)).toEqual([{ what: 'var_a', before: 1, units: 2 }]);
});

test('any refunds, some of them failing, in any order: the laws hold, and all units together are worth the line', () => {
  const step = fc.record({
    kind: fc.constantFrom('send', 'refund', 'fail', 'goodwill'),
    line: fc.constantFrom('a', 'b'),
    quantity: fc.integer({ min: 1, max: 4 }),
    restock: fc.boolean(),
  });
  const totals = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }));
  fc.assert(
    fc.property(totals, fc.array(step, { maxLength: 30 }), ([a, b], steps) => {
      let now = order(aLine('a', 5, a), aLine('b', 7, b));
      const made: OrderRefund[] = [];
      for (const { kind, line: lineId, quantity, restock } of steps) {
        const line = now.lines.find((one) => one.id === lineId)!;
        if (kind === 'send' && toSend(line) >= quantity) {
          now = {
            ...now,
            lines: withLines(now.lines, [{ lineId, change: (l) => ({ fulfilled: l.fulfilled + quantity }) }]),
          };
        } else if (kind === 'fail') {
          const refund = made.pop();
          if (refund) now = { ...now, ...afterFailure(now, refund) };
        } else if (kind !== 'send') {
          try {
            const wish = kind === 'refund' ? { lines: [{ lineId, quantity, restock }] } : { amount: eur(quantity) };
            const { change, ...decision } = decideRefund(now, wish);
            now = { ...now, ...change };
            made.push({
              ...decision,
              id: '',
              status: 'pending',
              paymentId: '',
              reason: '',
              returnId: null,
              createdAt: '',
              settledAt: null,
            });
          } catch (error) {
            expect(error).toMatchObject({ code: 'not-refundable' });
          }
        }
        for (const one of now.lines) {
          expect(one.fulfilled + one.cancelled).toBeLessThanOrEqual(one.quantity);
          expect(one.refunded).toBeLessThanOrEqual(one.fulfilled + one.cancelled);
          expect(toReturn(one)).toBeGreaterThanOrEqual(0);
          expect(worthOf(one, one.quantity - one.refunded) + (one.refundedTotal?.amount ?? 0)).toBe(one.total.amount);
        }
        expect(leftOf(now).amount).toBeGreaterThanOrEqual(0);
        expect(now.refundedTotal?.amount ?? 0).toBe(made.reduce((sum, { amount }) => sum + amount.amount, 0));
      }
    }),
    { numRuns: 300 },
  );
});
