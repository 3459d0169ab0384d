/** Adds a webhook. Its secret is in this answer and never again. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { EndpointInput, EndpointWithSecret } from '../../endpoint.ts';
import { createEndpoint } from '../../manage-endpoint.ts';
import { TooManyWebhooks } from '../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/webhooks',
  call: 'admin.webhooks.create',
  access: 'staff:webhooks',
  secret: true,
  summary: 'A new webhook; its secret is shown once. Signed after Standard Webhooks.',
  body: EndpointInput,
  refuses: [TooManyWebhooks],
  returns: { 201: EndpointWithSecret },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const endpoint = await createEndpoint(body, now);
  return created(`/admin/webhooks/${endpoint.id}`, endpoint);
});
