import { encodeTime } from 'ulid';
import * as z from 'zod/mini';
import { type EventDefinition, eventWrite } from '#lib/event.ts';
import { partitionOf } from '#lib/sharded-list.ts';
import { type Item, put, putNew, query, type Ref, tableOf, update, type Write } from '#lib/table.ts';
import * as events from '../events.ts';
import { Refund, type RefundEventType } from '../refund/refund.ts';
import { NotRefundable, RefundExists } from '../refusals.ts';
import { Payment, type PaymentEventType } from './payment.ts';

/**
 * Billing's table. A payment and its events lie under the payment's id; a refund and its events under the
 * refund's. What begins with `test#` belongs to the test provider: that is the world outside, kept here for want of one.
 */
const table = tableOf('billing');

export const paymentAt = (paymentId: string): Ref => ({ table, key: { pk: paymentId, sk: 'payment' } });
export const paymentFrom = (item: Item | undefined): Payment | undefined => item && z.parse(Payment, item);
const paymentItem = (payment: Payment) => ({ ...paymentAt(payment.id).key, type: 'payment', ...payment });

export const newPayment = (payment: Payment): Write => putNew(table, paymentItem(payment));

/** Notes that the provider is asked for a payment now; refused when another call has noted that since it was read. */
export const markAsked = ({ id, askedAt }: Payment, now: number): Write =>
  update(
    table,
    paymentAt(id).key,
    'SET #askedAt = :now',
    { now },
    {
      if: askedAt === undefined ? 'attribute_exists(pk) AND attribute_not_exists(#askedAt)' : '#askedAt = :seen',
      values: { seen: askedAt },
    },
  );

const definitions = {
  'payment.processing': events.PaymentProcessing,
  'payment.succeeded': events.PaymentSucceeded,
  'payment.failed': events.PaymentFailed,
  'payment.cancelled': events.PaymentCancelled,
  'payment.disputed': events.PaymentDisputed,
  'payment.dispute-closed': events.PaymentDisputeClosed,
} as const satisfies Record<PaymentEventType, EventDefinition>;

/**
 * Stores a payment after a change, if it is still as it was read, together with its events: they take the last
 * sequences up to the payment's version.
 */
export const changePayment = (
  seen: Payment,
  after: Payment,
  eventTypes: readonly PaymentEventType[],
  at: number,
): Write[] => [
  put(table, paymentItem(after), { if: '#version = :seen', values: { seen: seen.version } }),
  ...eventTypes.map((eventType, index) =>
    eventWrite<EventDefinition>(table, definitions[eventType], {
      aggregate: after.id,
      sequence: after.version - eventTypes.length + 1 + index,
      data: { ...after, paymentId: after.id, outcome: after.dispute },
      at,
    }),
  ),
];

export const refundAt = (refundId: string): Ref => ({ table, key: { pk: refundId, sk: 'refund' } });
/** `duplicateChargeId` lies in its item as `secondChargeId`. */
export const refundFrom = (item: Item | undefined): Refund | undefined =>
  item && z.parse(Refund, { ...item, duplicateChargeId: item['secondChargeId'] });
const refundItem = ({ duplicateChargeId: secondChargeId, ...refund }: Refund) => ({
  ...refundAt(refund.id).key,
  type: 'refund',
  ...refund,
  secondChargeId,
});

/** Takes a refund's amount off its payment, if so much is left, and puts the refund. */
export const newRefund = (refund: Refund): Write[] => [
  update(
    table,
    paymentAt(refund.paymentId).key,
    'SET #refundable = #refundable - :amount, #version = #version + :one',
    { amount: refund.amount.amount, one: 1 },
    {
      if: '#refundable >= :amount AND #status = :succeeded AND NOT #dispute = :open',
      values: { succeeded: 'succeeded', open: 'open' },
      refused: () => new NotRefundable(),
    },
  ),
  putNew(table, refundItem(refund), () => new RefundExists()),
];

/** Puts the refund of a duplicate charge: nothing is taken off the payment, whose own money stays. */
export const newDuplicateChargeRefund = (refund: Refund): Write => putNew(table, refundItem(refund));

const refundDefinitions = {
  'refund.succeeded': events.RefundSucceeded,
  'refund.failed': events.RefundFailed,
} as const satisfies Record<RefundEventType, EventDefinition>;

/** Stores a refund after a change, if it is still as it was read, together with its event. */
export const changeRefund = (
  seen: Refund,
  after: Refund,
  eventType: RefundEventType | undefined,
  at: number,
): Write[] => [
  put(table, refundItem(after), { if: '#version = :seen', values: { seen: seen.version } }),
  ...(eventType
    ? [
        eventWrite(table, refundDefinitions[eventType], {
          aggregate: after.id,
          sequence: after.version,
          data: { ...after, refundId: after.id },
          at,
        }),
      ]
    : []),
];

/** Gives a refund's amount back to its payment, if no dispute has moved since the payment was read. */
export const restoreRefundable = (payment: Payment, amount: number): Write =>
  update(
    table,
    paymentAt(payment.id).key,
    'SET #refundable = #refundable + :amount, #version = #version + :one',
    { amount, one: 1 },
    { if: '#dispute = :dispute', values: { dispute: payment.dispute } },
  );

/** An object of the test provider begins with a ULID's time: ten digits of 5 bits. Four fewer are 18 minutes. */
const TEST_TIME_DIGITS = 6;
const TEST_SHARDS = 8;
const testPartition = (time: string, shard: number): string => `test#${time}#${shard}`;
const timeIn = (objectId: string): string => objectId.split('_')[1]?.slice(0, TEST_TIME_DIGITS) ?? '';

/** The test provider's own: a payment object or a refund of it, beside those of the same minutes. */
export const testObjectAt = (objectId: string): Ref => ({
  table,
  key: {
    pk: testPartition(timeIn(objectId), partitionOf(objectId, TEST_SHARDS)),
    sk: objectId,
  },
});

/** The partitions of the test provider's objects of a span of time, oldest first, at most `most`. */
export const testPartitions = (since: number, until: number, most: number): string[] => {
  const times = new Set<string>();
  for (let at = since; at <= until && times.size * TEST_SHARDS < most; at += 60_000) {
    times.add(encodeTime(at).slice(0, TEST_TIME_DIGITS));
  }
  return [...times].flatMap((time) => Array.from({ length: TEST_SHARDS }, (_, shard) => testPartition(time, shard)));
};

export const testPayments = (pk: string, after: Item | undefined) =>
  query(table, { pk, begins: 'tpo_', limit: 100, after });
