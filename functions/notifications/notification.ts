import * as z from 'zod/mini';
import {
  OrderCancelled,
  OrderExpired,
  OrderFulfilled,
  OrderLinkAsked,
  OrderPaid,
  OrderPaymentFailed,
  OrderRefunded,
  OrderReturned,
} from '../orders/events.ts';

/**
 * States of one e-mail about one event. `waiting` has not left and lies in a queue: asked for by hand, or deferred by the
 * mail service, with the reason. `sending` is recorded before the send and `sent` after it. `failed` was rejected for good
 * and is not tried again; a send whose outcome is not known is `unknown` and never repeated by itself; `skipped` had no
 * address to go to (any more).
 */
export const NotificationStatus = z.enum(['waiting', 'sending', 'sent', 'failed', 'unknown', 'skipped']);

export const NotificationKind = z.enum([
  'order-confirmation',
  'order-shipped',
  'return-received',
  'order-cancelled',
  'order-expired',
  'payment-failed',
  'refund-sent',
  'order-link',
]);
export type NotificationKind = z.infer<typeof NotificationKind>;

/** What an administrator sees: no personal data, which stays with the contact. */
export const Notification = z.object({
  id: z.string().check(z.describe('The notification’s id, `ntf_…`.')),
  kind: NotificationKind.check(z.describe('Which mail it is.')),
  status: NotificationStatus.check(
    z.describe('Where it stands. `unknown`: the mail service did not answer, and it is not sent again by itself.'),
  ),
  eventId: z.string().check(z.describe('The event that it tells of; the mail carries this id.')),
  orderId: z.string().check(z.describe('The order that it is about.')),
  orderNumber: z.string().check(z.describe('The order’s number for people.')),
  contactRef: z.string().check(z.describe('Names the receiver in the home region.')),
  attempts: z.int().check(z.describe('How often it was tried.')),
  messageId: z.nullable(z.string()).check(z.describe('The mail service’s id, once it took the mail.')),
  reason: z.nullable(z.string()).check(z.describe('Why it was not sent: a word of the mail service or of ours.')),
  resendOf: z.nullable(z.string()).check(z.describe('The notification that this one repeats, by hand.')),
  createdAt: z.string().check(z.describe('When it was planned.')),
  updatedAt: z.string().check(z.describe('When it last changed.')),
});
export type Notification = z.infer<typeof Notification>;

/** What a confirmation shows of an order; kept with the notification, so that it can be shown and sent again. */
export const ConfirmedOrder = z.pick(OrderPaid.data, {
  orderId: true,
  number: true,
  pricesIncludeTax: true,
  lines: true,
  shipping: true,
  totals: true,
  taxLines: true,
  coupons: true,
  contactRef: true,
  test: true,
  placedAt: true,
});
export type ConfirmedOrder = z.infer<typeof ConfirmedOrder>;

/** What a mail about a parcel shows. */
export const ShippedParcel = z.pick(OrderFulfilled.data, {
  orderId: true,
  number: true,
  contactRef: true,
  test: true,
  fulfilmentStatus: true,
  lines: true,
  carrier: true,
  trackingNumbers: true,
  trackingUrls: true,
});
export type ShippedParcel = z.infer<typeof ShippedParcel>;

/** What a mail about a return that has come shows. */
export const ReceivedReturn = z.pick(OrderReturned.data, {
  orderId: true,
  number: true,
  contactRef: true,
  test: true,
  lines: true,
  refundId: true,
});
export type ReceivedReturn = z.infer<typeof ReceivedReturn>;

/** What every mail about an order tells. */
const reference = { orderId: true, number: true, contactRef: true, test: true } as const;
export const CancelledOrder = z.pick(OrderCancelled.data, { ...reference, paid: true });
export type CancelledOrder = z.infer<typeof CancelledOrder>;
export const ExpiredOrder = z.pick(OrderExpired.data, reference);
export type ExpiredOrder = z.infer<typeof ExpiredOrder>;
export const UnpaidOrder = z.pick(OrderPaymentFailed.data, { ...reference, expiresAt: true });
export type UnpaidOrder = z.infer<typeof UnpaidOrder>;
export const SentRefund = z.pick(OrderRefunded.data, { ...reference, amount: true, lines: true });
export type SentRefund = z.infer<typeof SentRefund>;
export const AskedOrder = z.pick(OrderLinkAsked.data, reference);
export type AskedOrder = z.infer<typeof AskedOrder>;

/** What is told, by kind. */
export const tellings = {
  'order-confirmation': ConfirmedOrder,
  'order-shipped': ShippedParcel,
  'return-received': ReceivedReturn,
  'order-cancelled': CancelledOrder,
  'order-expired': ExpiredOrder,
  'payment-failed': UnpaidOrder,
  'refund-sent': SentRefund,
  'order-link': AskedOrder,
} as const satisfies Record<NotificationKind, z.ZodMiniType>;
export type Telling = {
  [K in NotificationKind]: { readonly kind: K; readonly told: z.output<(typeof tellings)[K]> };
}[NotificationKind];

/** A record as it begins, before anything is tried. @param at ISO 8601 */
export const newRecord = (id: string, eventId: string, { kind, told }: Telling, at: string): Notification => ({
  id,
  kind,
  status: 'waiting',
  eventId,
  orderId: told.orderId,
  orderNumber: told.number,
  contactRef: told.contactRef,
  attempts: 0,
  messageId: null,
  reason: null,
  resendOf: null,
  createdAt: at,
  updatedAt: at,
});
