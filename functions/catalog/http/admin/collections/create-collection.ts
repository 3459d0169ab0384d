/** Creates a collection, by hand or by rule; a second one with the same slug is refused. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { Collection, NewCollection } from '../../../collections/collection.ts';
import { createCollection } from '../../../collections/manage-collections.ts';
import {
  CurrencyUnknown,
  ProductTwice,
  ProductUnknown,
  SlugMissing,
  SlugTaken,
  TooManyCollections,
} from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/collections',
  call: 'admin.collections.create',
  access: 'staff:catalog',
  summary:
    'A new collection: products by hand in the order given, or those that a rule finds. Products follow within seconds.',
  body: NewCollection,
  refuses: [CurrencyUnknown, ProductTwice, ProductUnknown, SlugMissing, SlugTaken, TooManyCollections],
  returns: { 201: Collection },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const collection = await createCollection(body, now);
  return created(`/admin/collections/${collection.id}`, collection);
});
