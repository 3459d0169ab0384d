/** The ledger of a variant's stock, newest first. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { findVariant } from '../../find-variant.ts';
import { listMovements, Movement, Place } from '../../ledger/list-movements.ts';

export const contract = {
  method: 'GET',
  path: '/admin/stock/{sku}/movements',
  access: 'staff:inventory',
  summary: 'Lists what moved a variant’s stock: tickets and credits, newest first.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Movement) },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, query }) => {
  const { variantId } = await findVariant(params.sku);
  const list = `${contract.path} ${variantId}`;
  const place = fromCursor(list, query.cursor);
  const { items, next } = await listMovements(variantId, query.limit, place && z.parse(Place, place['shards']));
  return ok({ items, nextCursor: toCursor(list, next && { shards: next }) });
});
