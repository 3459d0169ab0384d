import { expect, test } from 'vitest';
import { aLine, anOrder, eur } from '../after-payment/paid-order.fixture.ts';
import type { OrderLine } from './order.ts';
import {
  following,
  goneBetween,
  leftOf,
  refundedOf,
  shippingLeftOf,
  toRefund,
  toReturn,
  toSend,
  withLines,
  worthOf,
} from './order-units.ts';

const order = (...lines: OrderLine[]) => anOrder(lines, 490);

test('a unit is still to be sent until it is sent or called off, and may be asked back once it was sent', () => {
  const line = { ...aLine('a', 10, 1000), fulfilled: 5, cancelled: 2, refunded: 3, returned: 1 };
  expect([toSend(line), toReturn(line), toRefund(line)]).toEqual([3, 4, 7]);
  expect(toReturn({ ...line, returning: 2 })).toBe(2);
});

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

test('what is left to pay back is the total, and of it the shipping, without what went back', () => {
  const paid = order(aLine('a', 2, 1000));
  expect([refundedOf(paid), leftOf(paid), shippingLeftOf(paid)]).toEqual([0, eur(1490), 490]);
  const some = { ...paid, refundedTotal: eur(690), refundedShipping: eur(190) };
  expect([refundedOf(some), leftOf(some), shippingLeftOf(some)]).toEqual([690, eur(800), 300]);
  expect(shippingLeftOf({ ...paid, shipping: null })).toBe(0);
});

test('lines change by their ids, and the others stay', () => {
  const [a, b] = [aLine('a', 2, 1000), aLine('b', 1, 500)];
  expect(withLines([a, b], [{ lineId: 'b', change: (line) => ({ fulfilled: line.fulfilled + 1 }) }])).toEqual([
    a,
    { ...b, fulfilled: 1 },
  ]);
});

test('a dispute speaks for the payment while it is open and when it is lost', () => {
  const paid = order(aLine('a', 1, 1000));
  expect(following(paid, { dispute: 'open' }).paymentStatus).toBe('disputed');
  expect(following(paid, { dispute: 'lost' }).paymentStatus).toBe('refunded');
  expect(following(paid, { dispute: 'won' }).paymentStatus).toBe('paid');
});

test('the payment says what went back: nothing, some, all', () => {
  const paid = order(aLine('a', 1, 1000));
  const after = (amount: number) => following(paid, { refundedTotal: eur(amount) });
  expect([0, 1, 1489, 1490].map((amount) => after(amount).paymentStatus)).toEqual([
    'paid',
    'partially-refunded',
    'partially-refunded',
    'refunded',
  ]);
  expect(after(1)).toMatchObject({ refundedTotal: eur(1), fulfilmentStatus: 'unfulfilled', returnStatus: 'none' });
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

test('a thing on two lines leaves as one, and what did not move is not named', () => {
  const [a, again, b] = [aLine('a', 3, 900), { ...aLine('c', 2, 600), variantId: 'var_a' }, aLine('b', 1, 100)];
  const before = order({ ...a, fulfilled: 1, cancelled: 1 }, again, b);
  const after = order({ ...a, fulfilled: 2, cancelled: 1 }, { ...again, cancelled: 2 }, b);
  expect(goneBetween(before, after)).toEqual([{ what: 'var_a', before: 2, units: 3 }]);
});
