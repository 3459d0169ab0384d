/** Lists promotions, newest first, those that have ended too. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { listPromotions } from '../../../pricing-table.ts';
import { Promotion } from '../../../promotions/promotion.ts';

export const contract = {
  method: 'GET',
  path: '/admin/promotions',
  call: 'admin.promotions.list',
  access: 'staff:pricing',
  summary: 'Promotions, newest first.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Promotion) },
} as const satisfies Contract;

const list = 'admin/promotions';

export const handler = http(contract, async ({ query }) => {
  const { promotions, last } = await listPromotions(query.limit, fromCursor(list, query.cursor));
  return ok({ items: promotions, nextCursor: toCursor(list, last) });
});
