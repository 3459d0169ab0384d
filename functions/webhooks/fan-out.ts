import { isoTime, nowMs } from '#lib/clock.ts';
import { sendMessages } from '#lib/send.ts';
import { ConditionFailed, write } from '#lib/table.ts';
import { deliveryFrom, deliveryId, newDelivery } from './deliveries-table.ts';
import type { DeliveredEvent, Delivery } from './delivery.ts';
import { wants } from './endpoint.ts';
import { allEndpoints } from './endpoints-table.ts';
import { DeliverWebhook } from './messages.ts';

/**
 * Records one delivery of an event per endpoint that wants it, and asks for the first attempt of each. A repeat finds the
 * records and asks again only where nothing was tried yet: a message too many is refused by the record.
 * @param at when the event happened, milliseconds since 1970
 */
export const fanOut = async (event: DeliveredEvent, at: number): Promise<void> => {
  const endpoints = (await allEndpoints()).filter((endpoint) => wants(endpoint, event.type));
  const untried = await Promise.all(endpoints.map((endpoint) => recordDelivery(endpoint.id, event, at)));
  const waiting = untried.filter((delivery) => delivery !== undefined);
  await sendMessages(DeliverWebhook, waiting.map(firstAttempt));
};

/** Records a delivery; answers it unless it has been tried before. */
export const recordDelivery = async (
  endpointId: string,
  event: DeliveredEvent,
  at: number,
): Promise<Delivery | undefined> => {
  const now = isoTime(nowMs());
  const delivery: Delivery = {
    id: deliveryId(endpointId, event.id, at),
    endpointId,
    eventId: event.id,
    type: event.type,
    status: 'pending',
    attempts: 0,
    attemptsBefore: 0,
    responseStatus: null,
    durationMs: null,
    reason: null,
    createdAt: now,
    lastAttemptAt: null,
    nextAttemptAt: now,
  };
  try {
    await write(newDelivery(delivery, event));
    return delivery;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const found = deliveryFrom(error.found);
    return found?.attempts === 0 && found.status === 'pending' ? found : undefined;
  }
};

/** The message that asks for the next attempt, due now. */
export const firstAttempt = (delivery: Delivery): DeliverWebhook => ({
  endpointId: delivery.endpointId,
  deliveryId: delivery.id,
  attempt: delivery.attempts + 1,
  due: isoTime(nowMs()),
});
