import * as z from 'zod/mini';
import { OrderPaid } from '../orders/events.ts';

/**
 * One e-mail about one fact. `waiting` was asked for by hand and lies in the queue. `sending` is recorded before the send and `sent` after it. A definite refusal is `failed`
 * and tried again; a send whose outcome nobody knows is `unknown` and never repeated by itself; `skipped` had nobody to
 * send to (any more).
 */
export const NotificationStatus = z.enum(['waiting', 'sending', 'sent', 'failed', 'unknown', 'skipped']);

/** What an administrator sees: no personal data, which stays with the contact. */
export const Notification = z.object({
  id: z.string(),
  kind: z.enum(['order-confirmation']),
  status: NotificationStatus,
  /** The fact that it tells of; the mail carries this id. */
  eventId: z.string(),
  orderId: z.string(),
  orderNumber: z.string(),
  contactRef: z.string(),
  attempts: z.int(),
  /** The mail service's id, once it took the mail. */
  messageId: z.nullable(z.string()),
  /** Why it is not sent: a word of the mail service or of ours. */
  reason: z.nullable(z.string()),
  /** The notification that this one repeats, by hand. */
  resendOf: z.nullable(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
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

/** A record as it begins, before anything is tried. @param at ISO 8601 */
export const newRecord = (id: string, eventId: string, order: ConfirmedOrder, at: string): Notification => ({
  id,
  kind: 'order-confirmation',
  status: 'waiting',
  eventId,
  orderId: order.orderId,
  orderNumber: order.number,
  contactRef: order.contactRef,
  attempts: 0,
  messageId: null,
  reason: null,
  resendOf: null,
  createdAt: at,
  updatedAt: at,
});
