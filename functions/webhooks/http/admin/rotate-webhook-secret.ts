/** Gives a webhook a new secret; for a day deliveries are signed by both, so that none is refused meanwhile. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { VersionConflict } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { EndpointWithSecret } from '../../endpoint.ts';
import { rotateSecret } from '../../manage-endpoint.ts';

export const contract = {
  method: 'POST',
  path: '/admin/webhooks/{id}/rotate-secret',
  call: 'admin.webhooks.rotateSecret',
  access: 'staff:webhooks',
  secret: true,
  summary: 'A new secret, shown once; the old one signs beside it for 24 hours.',
  params: { id: idPattern('whk') },
  refuses: [VersionConflict],
  returns: { 200: EndpointWithSecret },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, now }) => ok(await rotateSecret(params.id, now)));
