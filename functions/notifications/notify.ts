import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { ConditionFailed, write, writeIf } from '#lib/table.ts';
import { readContact } from '../users/public.ts';
import { render } from './mail/render.ts';
import { shopOfMail } from './mail/shop.ts';
import { type Notification, newRecord, type Telling } from './notification.ts';
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
 * Mails what a fact tells, once for the fact: the record is there before the mail leaves, and who finds it there does not
 * send. The mail is rendered first, so that a fault of ours leaves no mark.
 * @param fact.at when the fact happened, milliseconds since 1970
 * @throws MailRefused when the mail has not left and trying again may help
 */
export const notifyOnce = async (
  fact: { readonly eventId: string; readonly at: number } & Telling,
  send: SendMail = sendMail,
): Promise<void> => {
  const id = notificationId(fact.eventId, fact.kind, fact.at);
  const record = newRecord(id, fact.eventId, fact, isoTime(nowMs()));
  const notification: Notification = { ...record, status: 'sending', attempts: 1 };
  await notify(notification, fact, send, () => begin(notification, fact));
};

/** Sends a notification that lies in the queue. @throws MailRefused */
export const sendNotification = async (id: string, send: SendMail = sendMail): Promise<void> => {
  const { notification, telling } = await readNotification(id);
  await notify(notification, telling, send, () => resume(notification));
};

const notify = async (
  notification: Notification,
  telling: Telling,
  send: SendMail,
  isOurs: () => Promise<boolean>,
): Promise<void> => {
  const { id, eventId, kind, contactRef } = notification;
  const contact = await readContact(contactRef);
  const mail = contact && render(telling, contact, shopOfMail());
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
const begin = async (notification: Notification, telling: Telling): Promise<boolean> => {
  try {
    await write(newNotification(notification, telling));
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
