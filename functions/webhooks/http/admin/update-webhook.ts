/** Changes a webhook's address, events or description, or switches it off and on. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { Endpoint, EndpointPatch } from '../../endpoint.ts';
import { updateEndpoint } from '../../manage-endpoint.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/webhooks/{id}',
  call: 'admin.webhooks.update',
  access: 'staff:webhooks',
  summary: 'Change a webhook; honours If-Match.',
  params: { id: idPattern('whk') },
  body: EndpointPatch,
  refuses: [VersionConflict],
  returns: { 200: Endpoint },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(await updateEndpoint(params.id, body, ifMatch, now)),
);
