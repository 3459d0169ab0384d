import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { dueMessage, wholeMinute } from '#lib/due-index.ts';
import { sha256 } from '#lib/id.ts';
import { alarmed } from '#lib/metric.ts';
import { type Money, money } from '#lib/money.ts';
import { Refusal } from '#lib/problem.ts';
import { notFound } from '#lib/refusals.ts';
import { batchGet, get, transact, type Write, write } from '#lib/table.ts';
import { SendRefund } from '../messages.ts';
import { readPayment } from '../payment/open-payment.ts';
import type { Payment } from '../payment/payment.ts';
import { newRefund, paymentAt, paymentFrom, refundAt, refundFrom } from '../payment/payments-table.ts';
import { KEY_KEPT_MS } from '../provider/port.ts';
import { providerOf } from '../provider/registry.ts';
import { InvalidAmount, NotRefundable } from '../refusals.ts';
import { recordRefund } from './record-refund.ts';
import type { Refund, RefundReport } from './refund.ts';

/**
 * Makes a refund's row and the write that takes its amount off the payment, for a transaction. Its caller is done when
 * that is committed: the table's stream sees the row and has it sent. Refused as a whole with 409 `not-refundable` when less is left, at whatever
 * concurrency, and with `refund-exists` when the id was used.
 */
export const refundRow = (wanted: {
  readonly payment: Payment;
  readonly amount: Money;
  readonly reason: string;
  readonly refundId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}): { refund: Refund; writes: Write[] } => {
  const { payment, amount } = wanted;
  if (amount.amount <= 0 || amount.currency !== payment.amount.currency) {
    throw new InvalidAmount(`A refund is more than zero and in ${payment.amount.currency}.`);
  }
  const refund: Refund = {
    id: wanted.refundId,
    version: 1,
    paymentId: payment.id,
    orderId: payment.orderId,
    provider: payment.provider,
    amount,
    reason: wanted.reason,
    status: 'pending',
    objectId: null,
    failure: null,
    test: payment.test,
    createdAt: isoTime(wanted.now),
  };
  return { refund, writes: newRefund(refund) };
};

/** The id of the refund in full for one reason: the same every time, so that twice in is one refund. */
export const refundIdFor = (paymentId: string, reason: string): string => {
  const tail = Buffer.from(sha256(reason), 'base64url').toString('hex').slice(0, 6).toUpperCase();
  return `ref_${paymentId.slice('pay_'.length)}${tail}`;
};

const ROUNDS = 8;

/**
 * Refunds whatever is left of a payment, once per reason, however often it is asked. Answers the refund, which is sent
 * soon after; `undefined` when nothing is left to refund.
 * @throws Refusal 409 `not-refundable` when the payment brought no money or is disputed
 */
export const refundInFull = async (wanted: {
  readonly paymentId: string;
  readonly reason: string;
  readonly now: number;
}): Promise<Refund | undefined> => {
  const refundId = refundIdFor(wanted.paymentId, wanted.reason);
  for (let round = 0; round < ROUNDS; round += 1) {
    const items = await batchGet([paymentAt(wanted.paymentId), refundAt(refundId)], { consistent: true });
    const [payment, made] = [paymentFrom(items[0]), refundFrom(items[1])];
    if (made) return made;
    if (!payment) throw notFound('payment');
    if (payment.status !== 'succeeded' || payment.dispute === 'open') {
      throw new NotRefundable('The payment brought no money, or is disputed.');
    }
    if (payment.refundable === 0) return undefined;
    const amount = money(payment.refundable, payment.amount.currency);
    const { refund, writes } = refundRow({ payment, amount, reason: wanted.reason, refundId, now: wanted.now });
    try {
      await transact(writes);
      return refund;
    } catch (error) {
      // This refund or another was written in between: read again.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  throw new Error('refund: the payment keeps changing');
};

/** How long after a refund was made its provider is still asked how it went; then its reports and people remain. */
const ASKED_FOR_MS = 3 * 24 * 3600 * 1000;
/** A younger refund fails its message, which comes again soon; an older one is tried again from the due index. */
const COMES_AGAIN_MS = 10 * 60_000;
const ASK_AGAIN_MS = 15 * 60_000;

/**
 * Sends a refund to its provider and records the answer; a repeat gets the first answer again. One that the provider
 * keeps pending is asked about again in a quarter of an hour, from the due index, and so is one that it keeps answering
 * with an error: a key may give its first answer for a day, an error of the provider's own too.
 * @throws the error of a call without an answer: its outcome is unknown, and the message comes again
 */
export const sendRefund = async (refundId: string): Promise<Refund> => {
  const row = refundFrom(await get(refundAt(refundId), { consistent: true }));
  if (!row) throw notFound('refund');
  if (row.status !== 'pending') return row;
  const payment = await readPayment(row.paymentId);
  const age = nowMs() - msOf(row.createdAt);
  const report = await reportOf(row, payment, age);
  const refund = report ? await recordRefund(row, report) : row;
  if (refund.status === 'pending') {
    const due = wholeMinute(nowMs() + ASK_AGAIN_MS);
    if (age < ASKED_FOR_MS) await write(dueMessage(SendRefund, { refundId }, { id: refundId, due }));
    else alarmed('RefundFailed', 'refund pending too long', 'ask the provider', { refundId });
  }
  return refund;
};

/** Reads a refund at its provider, or makes it where it is not known there; nothing when only errors are answered. */
const reportOf = async (row: Refund, payment: Payment, age: number): Promise<RefundReport | undefined> => {
  const provider = await providerOf(row.provider);
  const known = row.objectId !== null || age >= KEY_KEPT_MS ? await provider.readRefund(row, payment) : undefined;
  if (known) return known;
  try {
    return await provider.refund(row, payment);
  } catch (error) {
    if (age < COMES_AGAIN_MS) throw error;
    alarmed('ProviderUnanswered', 'refund not made yet', error, { refundId: row.id, paymentId: payment.id });
    return undefined;
  }
};
