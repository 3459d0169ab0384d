/** Lists webhooks, newest first, without their secrets. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { Endpoint } from '../../endpoint.ts';
import { listEndpoints } from '../../endpoints-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/webhooks',
  call: 'admin.webhooks.list',
  access: 'staff:webhooks',
  summary: 'Webhooks, newest first.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Endpoint) },
} as const satisfies Contract;

const list = 'admin/webhooks';

export const handler = http(contract, async ({ query }) => {
  const { endpoints, last } = await listEndpoints(query.limit, fromCursor(list, query.cursor));
  return ok({ items: endpoints, nextCursor: toCursor(list, last) });
});
