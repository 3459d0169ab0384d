/** The delivery log of a webhook, newest first, for 30 days. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import type { Below } from '#lib/sharded-list.ts';
import { listDeliveries } from '../../deliveries-table.ts';
import { DeliveryView } from '../../delivery.ts';
import { readEndpoint } from '../../endpoints-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/webhooks/{id}/deliveries',
  call: 'admin.webhooks.listDeliveries',
  access: 'staff:webhooks',
  summary: 'Deliveries of a webhook, newest first.',
  params: { id: idPattern('whk') },
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(DeliveryView) },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, query }) => {
  const list = `admin/webhooks/${params.id}/deliveries`;
  const after = fromCursor(list, query.cursor) as Below | undefined;
  await readEndpoint(params.id);
  const { deliveries, last } = await listDeliveries(params.id, query.limit, after);
  return ok({ items: deliveries, nextCursor: toCursor(list, last) });
});
