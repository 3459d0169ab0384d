/** Makes an API key. The secret is in this answer and never again; only its hash is kept. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { ApiKeyInput, NewApiKey } from '../../api-key.ts';
import { createApiKey } from '../../create-api-key.ts';

export const contract = {
  method: 'POST',
  path: '/admin/api-keys',
  call: 'admin.apiKeys.create',
  access: 'admin',
  secret: true,
  summary: 'A new API key; its secret is shown once.',
  body: ApiKeyInput,
  returns: { 201: NewApiKey },
} as const satisfies Contract;

export const handler = http(contract, async ({ body }) => {
  const { apiKey, secret } = await createApiKey(body);
  return created(`/admin/api-keys/${apiKey.id}`, { ...apiKey, secret });
});
