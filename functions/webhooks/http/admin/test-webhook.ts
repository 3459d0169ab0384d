/** Sends `webhook.test` to a webhook, signed and logged as every delivery. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { DeliveryView } from '../../delivery.ts';
import { testEndpoint } from '../../manage-endpoint.ts';

export const contract = {
  method: 'POST',
  path: '/admin/webhooks/{id}/test',
  call: 'admin.webhooks.test',
  access: 'staff:webhooks',
  summary: 'Send webhook.test; the delivery log tells what came of it.',
  params: { id: idPattern('whk') },
  limit: { requests: 30, seconds: 60 },
  returns: { 202: DeliveryView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, now }) => ({
  status: 202,
  body: await testEndpoint(params.id, now),
}));
