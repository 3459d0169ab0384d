import * as z from 'zod/mini';
import { selfSends } from '#lib/due-index.ts';
import { defineMessage } from '#lib/queue.ts';

/** Makes one attempt of a delivery, not before it is due. */
export const DeliverWebhook = defineMessage(
  'webhooks',
  'deliver-webhook',
  z.object({ endpointId: z.string(), deliveryId: z.string(), attempt: z.int(), due: z.string(), selfSends }),
);
export type DeliverWebhook = z.infer<typeof DeliverWebhook.schema>;
