import * as z from 'zod/mini';
import { packJson, unpackJson } from '#lib/compress.ts';
import { deterministicId } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { type Below, partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { get, type Item, type Key, putNew, tableOf, update, type Write } from '#lib/table.ts';
import { Notification, type Telling, tellings } from './notification.ts';

/** The only file that knows the table: keys, items, conditions. */
const table = tableOf('notifications');

/**
 * The id of what is sent for a fact: a repeat meets the record of the first.
 * @param at milliseconds since 1970
 */
export const notificationId = (eventId: string, kind: string, at: number): string =>
  deterministicId('ntf', [eventId, kind], at);

/** Eight partitions take a surge of mail; each is in the order of time, so that a list needs no index. */
const partition = (shard: number): string => `notifications#${shard}`;
const key = (id: string): Key => ({ pk: partition(partitionOf(id)), sk: id });

/** The write that records a notification before anything is sent; refused when it is known already. */
export const newNotification = (notification: Notification, { kind, told }: Telling): Write => {
  // No more than the mail shows, and packed: a confirmation of one line stays within one write unit.
  const shown = packJson(z.parse(tellings[kind], told));
  return putNew(table, { ...key(notification.id), type: 'notification', ...notification, told: shown });
};

/** The write that takes the right to send one that waits. */
export const retryOf = (id: string, at: string): Write =>
  update(
    table,
    key(id),
    'SET #status = :sending, #updatedAt = :at, #reason = :none ADD #attempts :one',
    { sending: 'sending', at, none: null, one: 1 },
    { if: '#status = :waiting', values: { waiting: 'waiting' } },
  );

/** The write of what came of a send, also after a repeat has taken the send for lost. */
export const outcomeOf = (
  id: string,
  outcome: Pick<Notification, 'status' | 'messageId' | 'reason'>,
  at: string,
): Write =>
  update(
    table,
    key(id),
    'SET #status = :status, #messageId = :messageId, #reason = :reason, #updatedAt = :at',
    { ...outcome, at },
    { if: '#status IN (:sending, :unknown)', values: { sending: 'sending', unknown: 'unknown' } },
  );

/** The write that makes a send unknown that began and left no outcome. */
export const lostOf = (id: string, at: string): Write =>
  update(
    table,
    key(id),
    'SET #status = :unknown, #reason = :reason, #updatedAt = :at',
    { unknown: 'unknown', reason: 'interrupted', at },
    { if: '#status = :sending', values: { sending: 'sending' } },
  );

const from = (item: Item): Notification => z.parse(Notification, item);

/** The notification in a record that a refused write has found. */
export const notificationFrom = (item: Item | undefined): Notification | undefined => item && from(item);

/** Reads a notification and what it tells. @throws Refusal 404 */
export const readNotification = async (id: string): Promise<{ notification: Notification; telling: Telling }> => {
  const item = await get({ table, key: key(id) }, { consistent: true });
  if (!item) throw notFound('notification');
  const notification = from(item);
  const told = z.parse(tellings[notification.kind], unpackJson(item['told']));
  return { notification, telling: { kind: notification.kind, told } as Telling };
};

/** A page of notifications, newest first. */
export const listNotifications = async (
  limit: number,
  after: Below | undefined,
): Promise<{ notifications: Notification[]; last: Below | undefined }> => {
  const { items, last } = await queryNewest(table, { partition, prefix: 'ntf', limit, after });
  return { notifications: items.map(from), last };
};
