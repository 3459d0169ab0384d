import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { ConditionFailed, write, writeIf } from '#lib/table.ts';
import { readContact } from '../users/public.ts';
import { orderConfirmation } from './mail/order-confirmation.ts';
import { shopOfMail } from './mail/shop.ts';
import { type ConfirmedOrder, type Notification, newRecord } from './notification.ts';
import {
  lostOf,
  newNotification,
  notificationFrom,
  notificationId,
  outcomeOf,
  readNotification,
  retryOf,
} from './notifications-table.ts';
import { type SendMail, type Sent, sendMail } from './send-mail.ts';

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
  const record = newRecord(id, fact.eventId, fact.order, isoTime(nowMs()));
  const notification: Notification = { ...record, status: 'sending', attempts: 1 };
  await notify(notification, fact.order, send, () => begin(notification, fact.order));
};

/** Sends a notification that lies in the queue. @throws MailRefused */
export const sendNotification = async (id: string, send: SendMail = sendMail): Promise<void> => {
  const { notification, order } = await readNotification(id);
  await notify(notification, order, send, () => resume(notification));
};

const notify = async (
  notification: Notification,
  order: ConfirmedOrder,
  send: SendMail,
  isOurs: () => Promise<boolean>,
): Promise<void> => {
  const { id, eventId, kind } = notification;
  const contact = await readContact(order.contactRef);
  const mail = contact && orderConfirmation(order, contact, shopOfMail());
  if (!(await isOurs())) return;
  const outcome = mail ? outcomeFrom(await send(mail, { event: eventId, kind })) : contactGone;
  if (outcome.status === 'unknown') log.warn('mail outcome unknown', { notification: id, reason: outcome.reason });
  await write(outcomeOf(id, outcome, isoTime(nowMs())));
  if (outcome.status === 'failed') throw new MailRefused(`the mail service refused: ${outcome.reason}`);
};

type Outcome = Pick<Notification, 'status' | 'messageId' | 'reason'>;
const contactGone: Outcome = { status: 'skipped', messageId: null, reason: 'contact-gone' };
const outcomeFrom = (sent: Sent): Outcome =>
  sent.outcome === 'sent'
    ? { status: 'sent', messageId: sent.messageId, reason: null }
    : { status: sent.outcome === 'refused' ? 'failed' : 'unknown', messageId: null, reason: sent.reason };

/** Takes the right to send by the new record; where there is one already, by what it says. */
const begin = async (notification: Notification, order: ConfirmedOrder): Promise<boolean> => {
  try {
    await write(newNotification(notification, order));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const found = notificationFrom(error.found);
    return found !== undefined && resume(found);
  }
};

/** What is known to have stayed may be sent; what began and was never heard of again is unknown from now on. */
const resume = async ({ id, status }: Notification): Promise<boolean> => {
  if (status === 'failed' || status === 'waiting') return writeIf(retryOf(id, isoTime(nowMs())));
  if (status === 'sending' && (await writeIf(lostOf(id, isoTime(nowMs())))))
    log.warn('mail outcome unknown', { notification: id, reason: 'interrupted' });
  return false;
};
