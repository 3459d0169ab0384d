import { isoTime, nowMs } from '#lib/clock.ts';
import { log } from '#lib/log.ts';
import { RetryableError } from '#lib/retryable-error.ts';
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

/** The mail has not left, and may later: its record waits, and the message comes again. */
export class MailDeferred extends RetryableError {
  override readonly name = 'MailDeferred';
}

/**
 * Mails what an event tells, once for the event: the record is there before the mail leaves, and a repeat that finds it
 * does not send. The mail is rendered first, so that a fault of ours leaves no record.
 * @param fact.at when the fact happened, milliseconds since 1970
 * @throws MailDeferred when the mail has not left and trying again may help
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

/** Sends a notification that lies in the queue. @throws MailDeferred, as `notifyOnce` */
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
  if (outcome.status === 'failed') log.warn('mail rejected', { notification: id, reason: outcome.reason });
  await write(outcomeOf(id, outcome, isoTime(nowMs())));
  if (outcome.status === 'waiting') throw new MailDeferred(`the mail has to wait: ${outcome.reason}`);
};

type Outcome = Pick<Notification, 'status' | 'messageId' | 'reason'>;
const contactGone: Outcome = { status: 'skipped', messageId: null, reason: 'contact-gone' };
const outcomeFrom = (sent: Sent): Outcome =>
  sent.outcome === 'sent'
    ? { status: 'sent', messageId: sent.messageId, reason: null }
    : { status: statusOf[sent.outcome], messageId: null, reason: sent.reason };
const statusOf = { deferred: 'waiting', rejected: 'failed', unknown: 'unknown' } as const;

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

/** Takes the right to send one that waits; a send that began and left no outcome is unknown from now on. */
const resume = async ({ id, status }: Notification): Promise<boolean> => {
  if (status === 'waiting') return writeIf(retryOf(id, isoTime(nowMs())));
  if (status === 'sending' && (await writeIf(lostOf(id, isoTime(nowMs())))))
    log.warn('mail outcome unknown', { notification: id, reason: 'interrupted' });
  return false;
};
