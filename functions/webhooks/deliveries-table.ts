import * as z from 'zod/mini';
import { epochSeconds, isoTime, msOf, nowMs } from '#lib/clock.ts';
import { packJson, unpackJson } from '#lib/compress.ts';
import { deterministicId } from '#lib/id.ts';
import { notFound } from '#lib/refusals.ts';
import { type Below, partitionOf, queryNewest } from '#lib/sharded-list.ts';
import { get, type Item, type Key, putNew, tableOf, update, type Write } from '#lib/table.ts';
import { type afterAttempt, DeliveredEvent, Delivery } from './delivery.ts';

/** The deliveries' keys, items, conditions. */
const table = tableOf('webhooks');
const KEPT_SECONDS = 30 * 86_400;

/**
 * Derives the id of an event's delivery to an endpoint: a repeat gets the first one's.
 * @param at milliseconds since 1970
 */
export const deliveryId = (endpointId: string, eventId: string, at: number): string =>
  deterministicId('dlv', [endpointId, eventId], at);

/** Eight partitions per endpoint take a surge; each is in the order of time, so that the log needs no index. */
const partition = (endpointId: string, shard: number): string => `deliveries#${endpointId}#${shard}`;
const key = ({ endpointId, id }: Pick<Delivery, 'endpointId' | 'id'>): Key => ({
  pk: partition(endpointId, partitionOf(id)),
  sk: id,
});

/** The write that records a delivery before anything is sent; refused when it is known already. */
export const newDelivery = (delivery: Delivery, event: DeliveredEvent): Write =>
  putNew(table, {
    ...key(delivery),
    recordType: 'delivery',
    ...delivery,
    fact: packJson(event),
    ttl: epochSeconds(msOf(delivery.createdAt)) + KEPT_SECONDS,
  });

/** The write that takes the right to an attempt; one of two messages for the same attempt is refused. */
export const beginAttempt = (delivery: Delivery, at: number): Write =>
  update(
    table,
    key(delivery),
    'SET #status = :sending, #attempts = :next, #lastAttemptAt = :at, #nextAttemptAt = :none',
    { sending: 'sending', next: delivery.attempts + 1, at: isoTime(at), none: null },
    { if: '#status = :pending AND #attempts = :made', values: { pending: 'pending', made: delivery.attempts } },
  );

/** The write of what came of an attempt; refused when that attempt is no longer the one in work. */
export const endAttempt = (
  delivery: Pick<Delivery, 'endpointId' | 'id' | 'attempts'>,
  after: ReturnType<typeof afterAttempt>,
): Write =>
  update(
    table,
    key(delivery),
    'SET #status = :status, #responseStatus = :response, #durationMs = :duration, #reason = :reason, #nextAttemptAt = :next',
    {
      status: after.status,
      response: after.responseStatus,
      duration: after.durationMs,
      reason: after.reason,
      next: after.due === null ? null : isoTime(after.due),
    },
    { if: '#status = :sending AND #attempts = :attempts', values: { sending: 'sending', attempts: delivery.attempts } },
  );

/** The write that gives up before an attempt: the endpoint is disabled or deleted. */
export const giveUp = (delivery: Delivery, reason: string): Write =>
  update(
    table,
    key(delivery),
    'SET #status = :failed, #reason = :reason, #nextAttemptAt = :none',
    { failed: 'failed', reason, none: null },
    { if: '#status = :pending AND #attempts = :made', values: { pending: 'pending', made: delivery.attempts } },
  );

/** The write that begins a new round by hand; refused while an attempt is in work. */
export const beginRound = (delivery: Delivery, at: number): Write =>
  update(
    table,
    key(delivery),
    'SET #status = :pending, #attemptsBefore = #attempts, #nextAttemptAt = :at',
    { pending: 'pending', at: isoTime(at) },
    { if: '#status <> :sending AND #attempts = :made', values: { sending: 'sending', made: delivery.attempts } },
  );

const from = (item: Item): Delivery => z.parse(Delivery, item);

/** The delivery in a record that a refused write has found. */
export const deliveryFrom = (item: Item | undefined): Delivery | undefined => item && from(item);

/** TTL deletes late: what is past it is gone already. */
const isKept = (item: Item): boolean => Number(item['ttl']) > epochSeconds(nowMs());

/** Reads a delivery and the event that it brings. */
export const findDelivery = async (
  endpointId: string,
  id: string,
): Promise<{ delivery: Delivery; event: DeliveredEvent } | undefined> => {
  const item = await get({ table, key: key({ endpointId, id }) }, { consistent: true });
  if (!item || !isKept(item)) return undefined;
  const event = unpackJson(item['fact']);
  return { delivery: from(item), event: z.parse(DeliveredEvent, event) };
};

/** Reads a delivery. @throws Refusal 404 */
export const readDelivery = async (endpointId: string, id: string): Promise<Delivery> => {
  const found = await findDelivery(endpointId, id);
  if (!found) throw notFound('delivery');
  return found.delivery;
};

/** A page of an endpoint's deliveries, newest first; shorter where some of it is past its TTL. */
export const listDeliveries = async (
  endpointId: string,
  limit: number,
  after: Below | undefined,
): Promise<{ deliveries: Delivery[]; last: Below | undefined }> => {
  const { items, last } = await queryNewest(table, {
    partition: (shard) => partition(endpointId, shard),
    prefix: 'dlv',
    limit,
    after,
  });
  return { deliveries: items.filter(isKept).map(from), last };
};
