/** Shows how far the index is that was asked for last to be made anew. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { Rebuild, readRebuild } from '../../generations/rebuild.ts';

export const contract = {
  method: 'GET',
  path: '/admin/search/rebuild',
  call: 'admin.search.getRebuild',
  access: 'staff:search',
  summary: 'How far the index is that was asked for last to be made anew.',
  returns: { 200: Rebuild },
} as const satisfies Contract;

export const handler = http(contract, async () => ok(await readRebuild()));
