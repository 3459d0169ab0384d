/** Changes a collection; fields that are absent stay. With `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { Collection, CollectionChange } from '../../../collections/collection.ts';
import { changeCollection } from '../../../collections/manage-collections.ts';
import {
  CurrencyUnknown,
  ProductTwice,
  ProductUnknown,
  SlugTaken,
  TooManyCollections,
  WrongKind,
} from '../../../refusals.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/collections/{id}',
  call: 'admin.collections.update',
  access: 'staff:catalog',
  summary: 'Changes a collection; its kind stays, and its products follow within seconds. Honours If-Match.',
  params: { id: idPattern('col') },
  body: CollectionChange,
  refuses: [CurrencyUnknown, ProductTwice, ProductUnknown, SlugTaken, TooManyCollections, WrongKind],
  returns: { 200: Collection },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(await changeCollection(params.id, body, { ifMatch, now })),
);
