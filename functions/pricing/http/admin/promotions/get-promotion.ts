/** Reads a promotion, strongly. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { readPromotion } from '../../../pricing-table.ts';
import { Promotion } from '../../../promotions/promotion.ts';

export const contract = {
  method: 'GET',
  path: '/admin/promotions/{id}',
  call: 'admin.promotions.get',
  access: 'staff:pricing',
  summary: 'A promotion.',
  params: { id: idPattern('prm') },
  returns: { 200: Promotion },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => ok(await readPromotion(params.id)));
