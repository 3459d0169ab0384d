import { isoTime } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { sendMessages } from '#lib/send.ts';
import { write } from '#lib/table.ts';
import { SendNotification } from './messages.ts';
import { type Notification, newRecord } from './notification.ts';
import { newNotification, readNotification } from './notifications-table.ts';

/**
 * Asks for a mail to be sent again, whatever became of it: a notification of its own, which the queue sends.
 * @param now milliseconds since 1970
 * @throws Refusal 404
 */
export const resend = async (id: string, now: number): Promise<Notification> => {
  const { notification, telling } = await readNotification(id);
  const again = { ...newRecord(newId('ntf'), notification.eventId, telling, isoTime(now)), resendOf: id };
  await write(newNotification(again, telling));
  await sendMessages(SendNotification, [{ id: again.id }]);
  return again;
};
