/** Shows the stock of one variant: what is there, free, held and sold. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { readStock } from '../../counters/read-stock.ts';
import { Stock } from '../../counters/stock.ts';
import { findVariant } from '../../find-variant.ts';

export const contract = {
  method: 'GET',
  path: '/admin/stock/{sku}',
  call: 'admin.stock.get',
  access: 'staff:inventory',
  summary: 'Shows the stock of a variant, named by its SKU or its id.',
  returns: { 200: Stock },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await readStock(await findVariant(params.sku))));
