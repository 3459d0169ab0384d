import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { log } from '#lib/log.ts';
import { ConditionFailed, write, writeIf } from '#lib/table.ts';
import { readContact } from '../users/public.ts';
import { orderConfirmation } from './mail/order-confirmation.ts';
import { shopOfMail } from './mail/shop.ts';
import type { ConfirmedOrder, Notification } from './notification.ts';
import {
  lostOf,
  newNotification,
  notificationFrom,
  notificationId,
  outcomeOf,
  readNotification,
  retryOf,
} from './notifications-table.ts';
import { type SendMail, sendMail } from './send-mail.ts';

/** The mail service refused for certain: the mark says so, and the message comes again. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

/**
 * Sends the confirmation of a paid order, once for its event: the record is there before the mail leaves, and who finds
 * it there does not send. The mail is rendered first, so that a fault of ours leaves no mark.
 * @param fact.at when the fact happened, milliseconds since 1970
 * @throws MailRefused when the mail has not left and trying again may help
 */
export const confirmOrder = async (
  fact: { readonly eventId: string; readonly at: number; readonly order: ConfirmedOrder },
  send: SendMail = sendMail,
): Promise<void> => {
  const id = notificationId(fact.eventId, 'order-confirmation', fact.at);
  const result = await notify(draft(id, fact.eventId, fact.order), fact.order, send);
  if (result?.status === 'failed') throw new MailRefused(`the mail service refused: ${result.reason}`);
};

/** Sends a notification's mail again because somebody asks for it: a notification of its own, whatever became of the first. */
export const resend = async (id: string, send: SendMail = sendMail): Promise<Notification> => {
  const { notification, order } = await readNotification(id);
  const again = { ...draft(newId('ntf'), notification.eventId, order), resendOf: id };
  return (await notify(again, order, send)) ?? again;
};

const draft = (id: string, eventId: string, order: ConfirmedOrder): Notification => ({
  id,
  kind: 'order-confirmation',
  status: 'sending',
  eventId,
  orderId: order.orderId,
  orderNumber: order.number,
  contactRef: order.contactRef,
  attempts: 1,
  messageId: null,
  reason: null,
  resendOf: null,
  createdAt: isoTime(nowMs()),
  updatedAt: isoTime(nowMs()),
});

/** Answers the notification with what came of the send; `undefined` when it is not ours to send. */
const notify = async (
  notification: Notification,
  order: ConfirmedOrder,
  send: SendMail,
): Promise<Notification | undefined> => {
  const contact = await readContact(order.contactRef);
  if (!contact) {
    const skipped: Notification = { ...notification, status: 'skipped', reason: 'contact-gone' };
    await writeIf(newNotification(skipped, order));
    return skipped;
  }
  const mail = orderConfirmation(order, contact, shopOfMail());
  if (!(await begin(notification, order))) return undefined;
  const sent = await send(mail, { event: notification.eventId, kind: notification.kind });
  const outcome = {
    status: sent.outcome === 'refused' ? ('failed' as const) : sent.outcome,
    messageId: sent.outcome === 'sent' ? sent.messageId : null,
    reason: sent.outcome === 'sent' ? null : sent.reason,
  };
  if (outcome.status === 'unknown') log.warn('mail outcome unknown', { notification: notification.id, ...outcome });
  await write(outcomeOf(notification.id, outcome, isoTime(nowMs())));
  return { ...notification, ...outcome };
};

/** Takes the right to send: by the new record, or by the record of a refused try. */
const begin = async (notification: Notification, order: ConfirmedOrder): Promise<boolean> => {
  try {
    await write(newNotification(notification, order));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const { id } = notification;
    const found = notificationFrom(error.found);
    if (found?.status === 'failed') return writeIf(retryOf(id, isoTime(nowMs())));
    if (found?.status === 'sending' && (await writeIf(lostOf(id, isoTime(nowMs())))))
      log.warn('mail outcome unknown', { notification: id, reason: 'interrupted' });
    return false;
  }
};
