import { expect, test } from 'vitest';
import { spansOf } from './spans.ts';
import { drawn, treesOf } from './tree.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const OTHER = 'ffffffffffffffffffffffffffffffff';
const traceparent = (span: string, trace = TRACE): string => `00-${trace}-${span.padStart(16, '0')}-01`;
const id = (span: string): string => span.padStart(16, '0');
const line = (second: number, span: string, more: object, trace = TRACE): string =>
  JSON.stringify({
    time: new Date(1_800_000_000_000 + second * 1000).toISOString(),
    level: 'info',
    message: 'message',
    trace: traceparent(span, trace),
    ...more,
  });

/** A checkout whose fact one consumer works at its second try, and another together with a fact of somebody else. */
const log = [
  line(1, 'a', { message: 'request', route: 'POST /carts/{id}/checkout', status: 201, ms: 200, calls: 9, writeUnits: 36 }),
  line(2, 'b', { function: 'floodgate-prod-orders-on-order-placed', parent: id('a'), ms: 50, calls: 1 }),
  line(3, 'c', {
    ...{ level: 'error', message: 'message failed', function: 'floodgate-prod-notifications-on-order-paid' },
    ...{ parent: id('a'), ms: 10, error: { reason: 'the mail service answered 500' } },
  }),
  line(9, 'd', { function: 'floodgate-prod-notifications-on-order-paid', parent: id('a'), ms: 20 }),
  line(4, 'e', { message: 'mail sent' }),
  line(4, 'e', { function: 'floodgate-prod-notifications-send-notification', parent: id('d'), ms: 5, messages: 1 }),
  line(2, 'f', {
    ...{ message: 'stream', function: 'floodgate-prod-orders-publish-events', records: 2, ms: 30 },
    links: [`${TRACE}-${id('a')}`, `${OTHER}-${id('9')}`],
  }, '11111111111111111111111111111111'),
  line(2, 'g', { message: 'request', route: 'GET /products', status: 200, ms: 2 }, OTHER),
  '{"time":"2026-',
]; // biome-ignore format: a log

test('a purchase is one tree: its consumers, a try that failed, and what worked it together with others', () => {
  const { trees, orphans } = treesOf(spansOf(log, TRACE));
  expect(orphans).toBe(0);
  expect(drawn(trees).split('\n').map((one) => one.replace(/ {2,}/g, '  '))).toEqual([
    '+  0 ms POST /carts/{id}/checkout 201  200 ms  9 calls, 36 write',
    '+  1150 ms  orders-on-order-placed  50 ms  1 calls',
    '+  1170 ms  orders-publish-events with 2  30 ms',
    '+  2190 ms  notifications-on-order-paid FAILED  10 ms',
    '  ! message failed: the mail service answered 500',
    '+  8180 ms  notifications-on-order-paid  20 ms',
    '+  3195 ms  notifications-send-notification  5 ms  1 sent',
    '  · mail sent',
  ]); // biome-ignore format: a drawing
});

test('a client’s own span is no orphan; what follows from a line that is not there is', () => {
  const without = (lost: string) =>
    treesOf(
      spansOf(
        log.filter((one) => !one.includes(traceparent(lost))),
        TRACE,
      ),
    );
  expect(treesOf(spansOf([line(1, 'a', { route: 'GET /products', parent: id('8'), ms: 1 })], TRACE)).orphans).toBe(0);
  expect(without('a').orphans).toBe(0);
  expect(without('d').orphans).toBe(1);
  expect(spansOf(log, '22222222222222222222222222222222')).toEqual([]);
});
