/** Sets prices in a price list, or removes them; a repeat changes nothing. */

import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { setPrices } from '../../../price-lists/manage-price-lists.ts';
import { ListedPrice, PricesToSet } from '../../../price-lists/price-list.ts';
import { InRelease, NotAvailable, SkuTwice, TooManyPriceLists } from '../../../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/price-lists/{id}/prices',
  call: 'admin.priceLists.setPrices',
  access: 'staff:catalog',
  summary: 'Sets prices by SKU or variant id; null takes one out. Products follow within seconds.',
  params: { id: idPattern('prl') },
  body: PricesToSet,
  refuses: [InRelease, NotAvailable, SkuTwice, TooManyPriceLists],
  returns: { 200: z.object({ items: z.array(ListedPrice).check(z.describe('The prices that were set.')) }) },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, now }) =>
  ok({ items: await setPrices(params.id, body, now) }),
);
