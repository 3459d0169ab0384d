/**
 * Publishes billing's events, sends each refund whose row was committed (a crash after the transaction loses none), and
 * lists each new payment for staff.
 */
import { stream } from '#lib/stream.ts';
import { listNewPayments } from '../payment/list-payments.ts';
import { sendNewRefunds } from '../refund/send-new-refunds.ts';

export const handler = stream({
  work: async (changes) => {
    await sendNewRefunds(changes);
    await listNewPayments(changes);
  },
});
