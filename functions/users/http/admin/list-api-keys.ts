/** Lists API keys, revoked ones too, newest first; no secret is in it. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { ApiKey } from '../../api-key.ts';
import { listApiKeys } from '../../users-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/api-keys',
  call: 'admin.apiKeys.list',
  access: 'admin',
  summary: 'API keys, newest first, without their secrets.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(ApiKey) },
} as const satisfies Contract;

const list = 'admin/api-keys';

export const handler = http(contract, async ({ query }) => {
  const { keys, last } = await listApiKeys(query.limit, fromCursor(list, query.cursor));
  return ok({ items: keys, nextCursor: toCursor(list, last) });
});
