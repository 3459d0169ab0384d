/** Publishes billing's events, and sends each refund whose row was committed: a crash after the transaction loses none. */
import { stream } from '#lib/stream.ts';
import { sendNewRefunds } from '../refund/send-new-refunds.ts';

export const handler = stream({ work: sendNewRefunds });
