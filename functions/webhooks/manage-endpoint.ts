import type * as z from 'zod/mini';
import { isoTime, nowMs } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import { InvalidRequest, stale } from '#lib/refusals.ts';
import { sendMessages } from '#lib/send.ts';
import { writeIf } from '#lib/table.ts';
import { beginRound, readDelivery } from './deliveries-table.ts';
import type { Delivery } from './delivery.ts';
import { type Endpoint, type EndpointInput, type EndpointPatch, ROTATION_MS } from './endpoint.ts';
import { addEndpoint, changeEndpoint, readEndpoint } from './endpoints-table.ts';
import { TEST_TYPE } from './event-types.ts';
import { firstAttempt, recordDelivery } from './fan-out.ts';
import { DeliverWebhook } from './messages.ts';
import { DeliveryInProgress } from './refusals.ts';
import { faultOfUrl, isLocalRun } from './sending/receiver-address.ts';
import { newSigningSecret } from './sending/signature.ts';

type WithSecret = Endpoint & { readonly secret: string };

const allowed = (url: string): string => {
  const fault = faultOfUrl(url, isLocalRun());
  if (fault) throw new InvalidRequest(`The url ${fault}.`, { errors: [{ path: 'url', message: fault }] });
  return url;
};

/** Adds an endpoint and answers its secret. @throws Refusal 400 for an address that is not allowed, 422 for too many */
export const createEndpoint = async (input: z.output<typeof EndpointInput>, now: number): Promise<WithSecret> => {
  const secret = newSigningSecret();
  const endpoint: Endpoint = {
    id: newId('whk'),
    url: allowed(input.url),
    events: input.events,
    description: input.description ?? '',
    disabled: false,
    version: 1,
    createdAt: isoTime(now),
    updatedAt: isoTime(now),
  };
  await addEndpoint({ endpoint, secrets: [{ secret, until: null }] });
  return { ...endpoint, secret };
};

/** Changes what is named of an endpoint. @throws Refusal 404, 409, 412 */
export const updateEndpoint = async (
  id: string,
  patch: z.output<typeof EndpointPatch>,
  ifMatch: number | undefined,
  now: number,
): Promise<Endpoint> => {
  const { endpoint, secrets } = await readEndpoint(id);
  if (ifMatch !== undefined && ifMatch !== endpoint.version) throw stale();
  const next: Endpoint = {
    ...endpoint,
    url: patch.url === undefined ? endpoint.url : allowed(patch.url),
    events: patch.events ?? endpoint.events,
    description: patch.description ?? endpoint.description,
    disabled: patch.disabled ?? endpoint.disabled,
    version: endpoint.version + 1,
    updatedAt: isoTime(now),
  };
  await changeEndpoint({ endpoint: next, secrets });
  return next;
};

/** Gives an endpoint a new secret; the one before signs beside it for a day. @throws Refusal 404, 409 */
export const rotateSecret = async (id: string, now: number): Promise<WithSecret> => {
  const { endpoint, secrets } = await readEndpoint(id);
  const secret = newSigningSecret();
  const before = secrets.slice(0, 1).map((one) => ({ ...one, until: isoTime(now + ROTATION_MS) }));
  const next = { ...endpoint, version: endpoint.version + 1, updatedAt: isoTime(now) };
  await changeEndpoint({ endpoint: next, secrets: [{ secret, until: null }, ...before] });
  return { ...next, secret };
};

/** Sends an endpoint a test event, the way every event goes. @throws Refusal 404 */
export const testEndpoint = async (id: string, now: number): Promise<Delivery> => {
  const { endpoint } = await readEndpoint(id);
  const event = { id: newId('evt'), type: TEST_TYPE, timestamp: isoTime(now), data: { webhookId: endpoint.id } };
  const delivery = await recordDelivery(endpoint.id, event, now);
  if (!delivery) throw new Error('webhook: a new test was known already');
  await sendMessages(DeliverWebhook, [firstAttempt(delivery)]);
  return delivery;
};

/** Sends a delivery again, now, with waiting times from the first on. @throws Refusal 404, 409 while one is in work */
export const redeliver = async (endpointId: string, id: string): Promise<Delivery> => {
  const now = nowMs();
  await readEndpoint(endpointId);
  const delivery = await readDelivery(endpointId, id);
  if (!(await writeIf(beginRound(delivery, now)))) {
    throw new DeliveryInProgress();
  }
  await sendMessages(DeliverWebhook, [firstAttempt(delivery)]);
  return { ...delivery, status: 'pending', attemptsBefore: delivery.attempts, nextAttemptAt: isoTime(now) };
};
