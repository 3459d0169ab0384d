import { expect, test } from 'vitest';
import { refused } from '../../../test/support/refused.ts';
import { checkSendable, Fulfilment, sending } from './fulfilment.ts';
import { aLine, anOrder } from './paid-order.fixture.ts';

const order = anOrder([{ ...aLine('a', 5, 500), fulfilled: 1, cancelled: 1 }, aLine('b', 2, 200)]);

test('with nothing named everything that is still to be sent goes', () => {
  const { sent, lines } = sending(order, undefined);
  expect(sent).toEqual([
    { lineId: 'a', quantity: 3 },
    { lineId: 'b', quantity: 2 },
  ]);
  expect(lines.map(({ fulfilled }) => fulfilled)).toEqual([4, 2]);
});

test('a line that is gone already is not in the parcel', () => {
  const half = anOrder([{ ...aLine('a', 1, 500), fulfilled: 1 }, aLine('b', 2, 200)]);
  expect(sending(half, undefined).sent).toEqual([{ lineId: 'b', quantity: 2 }]);
});

test('of what is named exactly that goes', () => {
  const { sent, lines } = sending(order, [{ lineId: 'a', quantity: 2 }]);
  expect(sent).toEqual([{ lineId: 'a', quantity: 2 }]);
  expect(lines.map(({ fulfilled }) => fulfilled)).toEqual([3, 0]);
});

test('more than is left of a line is refused, with how many are left; all that is left is not', () => {
  expect(refused(() => sending(order, [{ lineId: 'a', quantity: 4 }]))).toEqual({
    status: 409,
    code: 'nothing-to-fulfil',
    lineId: 'a',
    left: 3,
  });
  expect(sending(order, [{ lineId: 'a', quantity: 3 }]).lines[0]?.fulfilled).toBe(4);
});

test('a line that the order does not have is refused, though another one is there', () => {
  const input = [
    { lineId: 'b', quantity: 1 },
    { lineId: 'x', quantity: 1 },
  ];
  expect(refused(() => sending(order, input))).toEqual({ status: 422, code: 'line-unknown', lineId: 'x' });
});

test('an order of which everything is sent or called off has nothing to send', () => {
  const nothing = { status: 409, code: 'nothing-to-fulfil' };
  const gone = anOrder([{ ...aLine('a', 2, 500), fulfilled: 1, cancelled: 1 }]);
  expect(refused(() => sending(gone, undefined))).toEqual(nothing);
  expect(refused(() => sending(order, []))).toEqual(nothing);
});

test('only a paid order is sent, and none whose money the buyer’s bank wants or has', () => {
  for (const status of ['pending', 'expiring', 'expired', 'cancelled'] as const)
    expect(refused(() => sending({ ...order, status }, undefined))).toEqual({ status: 409, code: 'order-not-paid' });
  expect(() => checkSendable({ status: 'expired' })).toThrow('The order is expired; only a paid one is sent.');
  for (const dispute of ['open', 'lost'] as const)
    expect(refused(() => checkSendable({ status: 'paid', dispute }))).toEqual({
      status: 409,
      code: 'payment-disputed',
    });
  expect(() => checkSendable({ status: 'paid', dispute: 'won' })).not.toThrow();
  expect(() => checkSendable({ status: 'paid' })).not.toThrow();
});

test('a parcel is read as it was kept', () => {
  const parcel = {
    id: 'ful_1',
    status: 'shipped',
    lines: [{ lineId: 'a', quantity: 1 }],
    carrier: 'DHL',
    trackingNumbers: ['123'],
    trackingUrls: ['https://dhl.example/123'],
    createdAt: '2026-01-01T00:00:00.000Z',
    deliveredAt: null,
  };
  expect(Fulfilment.parse(parcel)).toEqual(parcel);
  const delivered = { ...parcel, status: 'delivered', deliveredAt: '2026-01-03T00:00:00.000Z' };
  expect(Fulfilment.parse(delivered)).toEqual(delivered);
  expect(() => Fulfilment.parse({ ...parcel, status: 'lost' })).toThrow();
});
