import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { env } from '#lib/env.ts';
import { log } from '#lib/log.ts';
import { sendMessages } from '#lib/send.ts';
import { writeIf } from '#lib/table.ts';
import { scope } from '#lib/trace.ts';
import { readContact } from '../users/public.ts';
import { beginAttempt, endAttempt, findDelivery, giveUp } from './deliveries-table.ts';
import { ATTEMPT_LIFE_MS, type Attempt, afterAttempt, type Delivery, type Fact, turnOf } from './delivery.ts';
import { findEndpoint, type SigningEndpoint } from './endpoints-table.ts';
import { DeliverWebhook } from './messages.ts';
import { postWebhook } from './post-webhook.ts';
import { isLocalRun } from './public-address.ts';
import { signedHeaders, signingSecrets } from './signature.ts';
import { webhookBody } from './webhook-body.ts';

/** Messages wait at most 15 minutes; a longer wait is sent on until it is due. */
const later = (message: DeliverWebhook, waitMs: number): Promise<void> =>
  sendMessages(DeliverWebhook, [message], { delaySeconds: Math.min(900, Math.max(1, waitMs / 1000)) });

/**
 * Makes one attempt of a delivery. The record decides whose turn it is, so a message that comes twice posts once. After
 * an attempt the record is written first and the next message sent then; if it is lost between, this message comes again
 * and sends it.
 */
export const deliver = async (message: DeliverWebhook): Promise<void> => {
  const now = nowMs();
  const wait = msOf(message.due) - now;
  if (wait > 500) return later(message, wait);
  const found = await findDelivery(message.endpointId, message.deliveryId);
  if (!found) return;
  const { delivery, fact } = found;
  switch (turnOf(delivery, message.attempt, now - msOf(delivery.lastAttemptAt ?? delivery.createdAt))) {
    case 'ours':
      return attempt(delivery, fact);
    case 'in-work':
      return later(message, ATTEMPT_LIFE_MS);
    case 'died':
      return conclude(delivery, { outcome: 'unanswered', reason: 'unknown', durationMs: null });
    case 'next':
      return next(delivery, msOf(delivery.nextAttemptAt ?? isoTime(now)));
    case 'over':
      return;
  }
};

/** Everything that may fail on our side comes before the record says that the attempt has begun. */
const attempt = async (delivery: Delivery, fact: Fact): Promise<void> => {
  const to = await findEndpoint(delivery.endpointId);
  if (!to || to.endpoint.disabled) {
    await writeIf(giveUp(delivery, to ? 'webhook-disabled' : 'webhook-deleted'));
    return;
  }
  const request = await requestOf(to, fact);
  if (!(await writeIf(beginAttempt(delivery, nowMs())))) return;
  const result = await postWebhook(to.endpoint.url, request, isLocalRun());
  await conclude({ ...delivery, attempts: delivery.attempts + 1 }, result);
};

const requestOf = async ({ secrets }: SigningEndpoint, fact: Fact) => {
  const { contactRef } = fact.data;
  const contact = typeof contactRef === 'string' ? await readContact(contactRef) : undefined;
  const now = nowMs();
  const body = webhookBody(fact, contact, env().API_URL);
  const trace = scope()?.traceparent;
  const headers = signedHeaders({ id: fact.id, body }, signingSecrets(secrets, now), now);
  return { body, headers: { ...headers, ...(trace ? { traceparent: trace } : {}) } };
};

/** Records what came of the attempt that the record counts, and asks for the next one if there is to be one. */
const conclude = async (delivery: Delivery, result: Attempt): Promise<void> => {
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
  if (after.due !== null) await next(delivery, after.due);
};

const next = (delivery: Delivery, due: number): Promise<void> => {
  const { endpointId, id, attempts } = delivery;
  return later({ endpointId, deliveryId: id, attempt: attempts + 1, due: isoTime(due) }, due - nowMs());
};
