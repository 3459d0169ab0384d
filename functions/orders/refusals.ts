/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';

export const BelowMinimumCharge = defineRefusal(
  'below-minimum-charge',
  422,
  'The total is below what the payment provider can charge.',
);
export const LineUnknown = defineRefusal('line-unknown', 422, 'The order has no such line.', () => ({
  lineId: z.string().check(z.describe('The line that was named.')),
}));
export const NotReceived = defineRefusal('not-received', 422, 'Lines and a refund come with what was received.');
export const NotReturnable = defineRefusal(
  'not-returnable',
  409,
  'Only goods that were sent, and are not on their way back, come back.',
  () => ({
    lineId: z.optional(z.string()).check(z.describe('The line that it is about.')),
    left: z.optional(z.int()).check(z.describe('Units of this line that are left.')),
  }),
);
export const ReturnClosed = defineRefusal('return-closed', 409, 'The return is decided already.', () => ({
  returnId: z.string().check(z.describe('The return.')),
  decidedAt: z.nullable(z.string()).check(z.describe('When it was decided.')),
}));
export const NothingToFulfil = defineRefusal(
  'nothing-to-fulfil',
  409,
  'There is nothing left to send of that.',
  () => ({
    lineId: z.optional(z.string()).check(z.describe('The line that it is about.')),
    left: z.optional(z.int()).check(z.describe('Units of this line that are left.')),
  }),
);
export const OrderClosed = defineRefusal('order-closed', 409, 'The order does not take this any more.');
export const OrderNotPaid = defineRefusal('order-not-paid', 409, 'Only a paid order is sent.');
export const PaymentDisputed = defineRefusal(
  'payment-disputed',
  409,
  'The buyer’s bank has asked the money back; nothing is sent.',
);
export const PaymentInProgress = defineRefusal(
  'payment-in-progress',
  409,
  'A payment for this order is on its way; ask again in a moment.',
);
export const PaymentUnknown = defineRefusal(
  'payment-unknown',
  422,
  'The order has no such payment that brought money.',
);
export const RangeRefused = defineRefusal(
  'range-refused',
  422,
  'That is not a range of days that is read at once.',
  () => ({
    from: z.optional(z.string()).check(z.describe('The first day.')),
    to: z.optional(z.nullable(z.string())).check(z.describe('The last day.')),
    days: z.optional(z.int()).check(z.describe('Days that are read at once, at most.')),
  }),
);
export const TooManyRecords = defineRefusal('too-many-records', 409, 'This order has been changed too often.');
export const TokenEnded = defineRefusal('token-ended', 401, 'The order’s token has ended; ask the shop for a new one.');
export const TooManyNotes = defineRefusal('too-many-notes', 409, 'The order has as many notes as there may be.');
export const AlreadySent = defineRefusal('already-sent', 409, 'Something of this order has left; its address stays.');
export const ContactErased = defineRefusal('contact-erased', 409, 'The contact of this order was erased.');
