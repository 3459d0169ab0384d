import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refused } from '../../../test/support/refused.ts';
import type { Order, OrderLine } from '../order/order.ts';
import { following, leftOf, toReturn, toSend, withLines, worthOf } from '../order/order-units.ts';
import { aLine, anOrder, eur } from './paid-order.fixture.ts';
import { afterFailure, checkRefundable, decideRefund, OrderRefund, type RefundInput } from './refund.ts';

const order = (...lines: OrderLine[]): Order => anOrder(lines, 490);
const apply = (before: Order, input: RefundInput): Order => {
  const after = { ...before, ...following(before, decideRefund(before, input).change) };
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
});

test('an order without money that it kept has nothing to pay back', () => {
  const paid = order(aLine('a', 1, 1000));
  const nothing = { status: 409, code: 'not-refundable' };
  expect(refused(() => checkRefundable({ ...paid, paidBy: null }))).toEqual(nothing);
  expect(refused(() => checkRefundable({ ...paid, status: 'pending' }))).toEqual(nothing);
  expect(refused(() => checkRefundable({ ...paid, status: 'expired' }))).toEqual(nothing);
  expect(refused(() => checkRefundable({ ...paid, dispute: 'open' }))).toEqual(nothing);
  expect(refused(() => checkRefundable({ ...paid, dispute: 'lost' }))).toEqual(nothing);
  expect(refused(() => checkRefundable({ ...paid, refundedTotal: eur(1490) }))).toEqual({
    ...nothing,
    refundable: eur(0),
  });
  expect(() => checkRefundable(paid)).not.toThrow();
  expect(() => checkRefundable({ ...paid, status: 'cancelled' })).not.toThrow();
});

test('a refund of lines and shipping is worth both, and counts them on the order', () => {
  const before = order(aLine('a', 2, 1000), aLine('b', 1, 500));
  const lines = [{ lineId: 'a', quantity: 1, restock: false }];
  const decided = decideRefund(before, { lines, shipping: true });
  expect(decided.amount).toEqual(eur(990));
  expect(decided.shipping).toEqual(eur(490));
  expect(decided.lines).toEqual([{ lineId: 'a', quantity: 1, restock: false, amount: eur(500) }]);
  expect(decided.change.refundedTotal).toEqual(eur(990));
  expect(decided.change.refundedShipping).toEqual(eur(490));
  expect(decided.change.lines.map((line) => [line.refunded, line.refundedTotal])).toEqual([
    [1, eur(500)],
    [0, undefined],
  ]);
});

test('shipping is paid back once', () => {
  const before = order(aLine('a', 1, 1000));
  const once = apply(before, { shipping: true });
  expect([once.refundedTotal, once.refundedShipping]).toEqual([eur(490), eur(490)]);
  expect(refused(() => decideRefund(once, { shipping: true }))).toEqual({ status: 409, code: 'not-refundable' });
});

test('a second refund adds to the first', () => {
  const lines = [{ lineId: 'a', quantity: 1, restock: false }];
  const after = apply(apply(order(aLine('a', 3, 900)), { lines }), { lines, shipping: true });
  expect([after.refundedTotal, after.refundedShipping, after.lines[0]?.refundedTotal]).toEqual([
    eur(1090),
    eur(490),
    eur(600),
  ]);
});

test('with nothing named only what is left of each line is paid back, never put on the shelf', () => {
  const before = order(aLine('a', 3, 900), {
    ...aLine('b', 1, 500),
    refunded: 1,
    refundedTotal: eur(500),
    cancelled: 1,
  });
  const { lines, amount } = decideRefund({ ...before, refundedTotal: eur(500) }, {});
  expect(lines).toEqual([{ lineId: 'a', quantity: 3, restock: false, amount: eur(900) }]);
  expect(amount).toEqual(eur(1390));
});

test('a request that cannot be met says which line, and how many are left of it', () => {
  const before = order({ ...aLine('a', 3, 900), fulfilled: 2, refunded: 1, returned: 1 });
  const input = (lineId: string, quantity: number, restock: boolean, sentOnly = false) =>
    refused(() => decideRefund(before, { lines: [{ lineId, quantity, restock }], sentOnly }));
  expect(input('x', 1, false)).toEqual({ status: 422, code: 'line-unknown', lineId: 'x' });
  expect(input('a', 3, false)).toEqual({ status: 409, code: 'not-refundable', lineId: 'a', left: 2 });
  expect(input('a', 2, false, true)).toEqual({ status: 409, code: 'not-refundable', lineId: 'a', left: 1 });
  const back = order({ ...aLine('a', 4, 900), fulfilled: 3, returned: 2, refunded: 0, cancelled: 0 });
  expect(refused(() => decideRefund(back, { lines: [{ lineId: 'a', quantity: 3, restock: true }] }))).toEqual({
    status: 409,
    code: 'not-refundable',
    lineId: 'a',
    left: 2,
  });
});

test('an amount is in the order’s currency and in whole steps, at most what it is for and what is left', () => {
  const before = order(aLine('a', 2, 1000));
  const lines = [{ lineId: 'a', quantity: 1, restock: false }];
  const invalid = { status: 422, code: 'invalid-amount' };
  expect(refused(() => decideRefund(before, { amount: { amount: 1, currency: 'USD' } }))).toEqual(invalid);
  expect(refused(() => decideRefund(before, { lines, amount: eur(501) }))).toEqual(invalid);
  expect(refused(() => decideRefund(before, { shipping: true, amount: eur(491) }))).toEqual(invalid);
  expect(decideRefund(before, { lines, amount: eur(500) }).amount).toEqual(eur(500));
  expect(decideRefund(before, { shipping: true, amount: eur(490) }).amount).toEqual(eur(490));
  const left = { status: 409, code: 'not-refundable', refundable: eur(1490) };
  expect(refused(() => decideRefund(before, { amount: eur(1491) }))).toEqual(left);
  expect(decideRefund(before, { amount: eur(1490) }).amount).toEqual(eur(1490));
});

test('an amount in dinars ends in 0, as its provider takes it', () => {
  const kwd = (amount: number) => ({ amount, currency: 'KWD' });
  const before = order(aLine('a', 1, 1000));
  const dinars: Order = { ...before, currency: 'KWD', totals: { ...before.totals, total: kwd(1490) } };
  expect(refused(() => decideRefund(dinars, { amount: kwd(15) }))).toEqual({ status: 422, code: 'invalid-amount' });
  expect(decideRefund(dinars, { amount: kwd(20) }).amount).toEqual(kwd(20));
});

test('a refund that is worth nothing is none', () => {
  const free = order(aLine('a', 1, 0), aLine('b', 1, 1000));
  const lines = [{ lineId: 'a', quantity: 1, restock: false }];
  expect(refused(() => decideRefund(free, { lines }))).toEqual({ status: 409, code: 'not-refundable' });
});

const kept: OrderRefund = {
  id: 'ref_1',
  status: 'pending',
  paymentId: 'pay_1',
  amount: eur(990),
  reason: 'broken',
  lines: [{ lineId: 'a', quantity: 1, restock: true, amount: eur(500) }],
  shipping: eur(490),
  returnId: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  settledAt: null,
};

test('a refund that failed gives the shop its money back, and leaves the goods where they are', () => {
  const before = order(aLine('a', 2, 1000));
  const after = apply(before, { lines: [{ lineId: 'a', quantity: 1, restock: true }], shipping: true });
  const failed = afterFailure(after, kept);
  expect([failed.refundedTotal, failed.refundedShipping]).toEqual([eur(0), eur(0)]);
  expect(failed.lines[0]).toMatchObject({ refunded: 0, refundedTotal: eur(0), cancelled: 1 });
});

test('a refund is read as it was kept, with a state that it can have', () => {
  expect(OrderRefund.parse(kept)).toEqual(kept);
  expect(() => OrderRefund.parse({ ...kept, status: 'lost' })).toThrow();
  expect(OrderRefund.shape.status.options).toEqual(['pending', 'succeeded', 'failed']);
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
            const input = kind === 'refund' ? { lines: [{ lineId, quantity, restock }] } : { amount: eur(quantity) };
            const { change, ...decision } = decideRefund(now, input);
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
