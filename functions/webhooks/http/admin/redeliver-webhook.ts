/** Sends a delivery again, now, whatever became of it; with the same webhook-id, so that the receiver can tell. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { DeliveryView } from '../../delivery.ts';
import { redeliver } from '../../manage-endpoint.ts';
import { DeliveryInProgress } from '../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/webhooks/{id}/deliveries/{deliveryId}/redeliver',
  call: 'admin.webhooks.redeliver',
  access: 'staff:webhooks',
  summary: 'Send a delivery again.',
  params: { id: idPattern('whk'), deliveryId: idPattern('dlv') },
  limit: { requests: 30, seconds: 60 },
  refuses: [DeliveryInProgress],
  returns: { 202: DeliveryView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ({
  status: 202,
  body: await redeliver(params.id, params.deliveryId),
}));
