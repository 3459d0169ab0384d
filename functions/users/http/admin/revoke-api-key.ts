/** Revokes an API key. Environments that know it remember it for ten seconds; repeating changes nothing. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { transact } from '#lib/table.ts';
import { revocation } from '../../users-table.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/api-keys/{id}',
  call: 'admin.apiKeys.revoke',
  access: 'admin',
  summary: 'Revoke an API key; it may work for ten more seconds.',
  params: { id: idPattern('key') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, now }) => {
  const writes = await revocation(params.id, now);
  if (writes.length > 0) await transact(writes);
  return noContent();
});
