/** Reads a price list, without its prices. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { PriceList } from '../../../price-lists/price-list.ts';
import { readPriceList } from '../../../price-lists/price-lists-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/price-lists/{id}',
  call: 'admin.priceLists.get',
  access: 'staff:catalog',
  summary: 'A price list, without its prices.',
  params: { id: idPattern('prl') },
  returns: { 200: PriceList },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await readPriceList(params.id)));
