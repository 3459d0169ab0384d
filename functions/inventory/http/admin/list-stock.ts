/** Lists the stock records: the counters, without what is in the tickets. */
import * as z from 'zod/mini';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { StockSummary } from '../../counters/stock.ts';
import { listStock } from '../../list-stock.ts';

export const contract = {
  method: 'GET',
  path: '/admin/stock',
  call: 'admin.stock.list',
  access: 'staff:inventory',
  summary: 'Lists the stock of every variant that has a record.',
  query: z.strictObject(pageQuery),
  returns: { 200: pageOf(StockSummary) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => {
  const after = fromCursor(contract.path, query.cursor)?.['after'];
  const { items, last } = await listStock(query.limit, after === undefined ? undefined : String(after));
  return ok({ items, nextCursor: toCursor(contract.path, last === undefined ? undefined : { after: last }) });
});
