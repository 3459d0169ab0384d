/** The ledger of a variant's stock, newest first. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { findVariant } from '../../find-variant.ts';
import { listMovements, Position } from '../../ledger/list-movements.ts';
import { Movement } from '../../ledger/movement.ts';

export const contract = {
  method: 'GET',
  path: '/admin/stock/{sku}/movements',
  call: 'admin.stock.listMovements',
  access: 'staff:inventory',
  summary: 'Lists what moved a variant’s stock: tickets and credits, newest first.',
  description: 'Of more than four shards one after the other. A page may be short while the cursor goes on.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(Movement) },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, query }) => {
  const { variantId } = await findVariant(params.sku);
  // Names the cursor's form too: one of another form, from before a deployment, does not belong to this list.
  const list = `${contract.path} ${variantId} places`;
  const cursor = fromCursor(list, query.cursor);
  const { items, next } = await listMovements(variantId, query.limit, cursor && z.parse(Position, cursor));
  return ok({ items, nextCursor: toCursor(list, next) });
});
