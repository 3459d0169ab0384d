/** Reads a collection for staff, with its products or its rule. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { Collection } from '../../../collections/collection.ts';
import { readCollection } from '../../../collections/manage-collections.ts';

export const contract = {
  method: 'GET',
  path: '/admin/collections/{id}',
  call: 'admin.collections.get',
  access: 'staff:catalog',
  summary: 'A collection as staff see it, with the products that were named or the rule that finds them.',
  params: { id: idPattern('col') },
  returns: { 200: Collection },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await readCollection(params.id)));
