/** Asks for an index that is made anew of all products and entries; one that is asked for already is that one. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { askRebuild, Rebuild } from '../../generations/rebuild.ts';

export const contract = {
  method: 'POST',
  path: '/admin/search/rebuild',
  call: 'admin.search.rebuild',
  access: 'staff:search',
  summary: 'Have the index made anew of all products and entries; what is there answers until it is ready.',
  description: 'It begins within a minute, and goes on in parts. Asked again meanwhile, it is the same one.',
  returns: { 202: Rebuild },
} as const satisfies Contract;

export const handler = http(contract, async () => ({ status: 202, body: await askRebuild() }));
