import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { nextSelfSend, sendAt } from '#lib/due-index.ts';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { writeIf } from '#lib/table.ts';
import { scope } from '#lib/trace.ts';
import { readContact } from '../users/public.ts';
import { beginAttempt, endAttempt, findDelivery, giveUp } from './deliveries-table.ts';
import { ATTEMPT_LIFE_MS, type Attempt, afterAttempt, type DeliveredEvent, type Delivery, turnOf } from './delivery.ts';
import { findEndpoint, type SigningEndpoint } from './endpoints-table.ts';
import { DeliverWebhook } from './messages.ts';
import { postWebhook } from './sending/post-webhook.ts';
import { isLocalRun } from './sending/receiver-address.ts';
import { signedHeaders, signingSecrets } from './sending/signature.ts';
import { webhookBody } from './sending/webhook-body.ts';

/** A queue counts whole seconds: an attempt may be made so much before it is due. */
const EARLY_MS = 500;

/**
 * Sends the message for an attempt, due at a moment. The waits of up to 10 minutes between the first attempts are messages
 * of this queue to itself; the longer ones after them lie in the due index.
 */
const sendNext = (worked: DeliverWebhook, attempt: number, due: number): Promise<void> => {
  const { endpointId, deliveryId } = worked;
  const next = { endpointId, deliveryId, attempt, due: isoTime(due) };
  return sendAt(DeliverWebhook, next, { id: `${deliveryId}#${attempt}`, due, selfSends: nextSelfSend(worked) });
};

/**
 * Makes one attempt of a delivery. The record decides whether this message may make it, so a message that comes twice
 * posts once. After an attempt the record is written first and the next message sent then; if the function dies between,
 * this message comes again and sends it.
 */
export const deliver = async (message: DeliverWebhook): Promise<void> => {
  const now = nowMs();
  const due = msOf(message.due);
  if (due - now > EARLY_MS) return sendNext(message, message.attempt, due);
  const found = await findDelivery(message.endpointId, message.deliveryId);
  if (!found) return;
  const { delivery, event } = found;
  switch (turnOf(delivery, message.attempt, now - msOf(delivery.lastAttemptAt ?? delivery.createdAt))) {
    case 'ours':
      return attempt(message, delivery, event);
    case 'in-work':
      return sendNext(message, message.attempt, now + ATTEMPT_LIFE_MS);
    case 'died':
      return conclude(message, delivery, { outcome: 'unanswered', reason: 'unknown', durationMs: null });
    case 'next':
      return sendNext(message, delivery.attempts + 1, msOf(delivery.nextAttemptAt ?? isoTime(now)));
    case 'over':
      return;
  }
};

/** Everything that may fail on our side comes before the record says that the attempt has begun. */
const attempt = async (message: DeliverWebhook, delivery: Delivery, event: DeliveredEvent): Promise<void> => {
  const to = await findEndpoint(delivery.endpointId);
  if (!to || to.endpoint.disabled) {
    await writeIf(giveUp(delivery, to ? 'webhook-disabled' : 'webhook-deleted'));
    return;
  }
  const request = await requestOf(to, event);
  if (!(await writeIf(beginAttempt(delivery, nowMs())))) return;
  const result = await postWebhook(to.endpoint.url, request, isLocalRun());
  await conclude(message, { ...delivery, attempts: delivery.attempts + 1 }, result);
};

const requestOf = async ({ secrets }: SigningEndpoint, event: DeliveredEvent) => {
  const { contactRef } = event.data;
  const contact = typeof contactRef === 'string' ? await readContact(contactRef) : undefined;
  const now = nowMs();
  const body = webhookBody(event, contact, env().API_URL);
  const trace = scope()?.traceparent;
  const headers = signedHeaders({ id: event.id, body }, signingSecrets(secrets, now), now);
  return { body, headers: { ...headers, ...(trace ? { traceparent: trace } : {}) } };
};

/** Records what came of the attempt that the record counts, and asks for the next one if there is to be one. */
const conclude = async (message: DeliverWebhook, delivery: Delivery, result: Attempt): Promise<void> => {
  const after = afterAttempt(delivery, result, nowMs());
  if (!(await writeIf(endAttempt(delivery, after)))) return;
  log.info('webhook attempt', {
    webhook: delivery.endpointId,
    delivery: delivery.id,
    attempt: delivery.attempts,
    status: after.status,
    response: after.responseStatus,
    reason: after.reason,
    ms: after.durationMs,
  });
  if (after.due !== null) await sendNext(message, delivery.attempts + 1, after.due);
};
