/** One webhook, without its secret. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { Endpoint } from '../../endpoint.ts';
import { readEndpoint } from '../../endpoints-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/webhooks/{id}',
  call: 'admin.webhooks.get',
  access: 'staff:webhooks',
  summary: 'One webhook.',
  params: { id: idPattern('whk') },
  returns: { 200: Endpoint },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok((await readEndpoint(params.id)).endpoint));
