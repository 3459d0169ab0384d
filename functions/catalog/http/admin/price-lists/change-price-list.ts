/** Changes a price list's name or period; with `If-Match` only the version that was read. */

import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { EndsBeforeStart, EndsInPast } from '../../../../pricing/refusals.ts';
import { changePriceList } from '../../../price-lists/manage-price-lists.ts';
import { PriceList, PriceListChange } from '../../../price-lists/price-list.ts';
import { InRelease } from '../../../refusals.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/price-lists/{id}',
  call: 'admin.priceLists.update',
  access: 'staff:catalog',
  summary: 'Changes a price list; its products follow within seconds. Honours If-Match.',
  params: { id: idPattern('prl') },
  body: PriceListChange,
  refuses: [EndsBeforeStart, EndsInPast, InRelease],
  returns: { 200: PriceList },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(await changePriceList(params.id, body, { ifMatch, now })),
);
