import * as z from 'zod/mini';
import { defineMessage } from '#lib/queue.ts';

/** Asks for one attempt of a delivery, not before it is due. */
export const DeliverWebhook = defineMessage(
  'webhooks',
  'deliver-webhook',
  z.object({ endpointId: z.string(), deliveryId: z.string(), attempt: z.int(), due: z.string() }),
);
export type DeliverWebhook = z.infer<typeof DeliverWebhook.schema>;
