/** Money at the providers that nothing of ours explains, newest day first; a page costs the same whatever lies outside it. */
import * as z from 'zod/mini';
import { msOf, nowMs } from '#lib/clock.ts';
import { type Contract, Day, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { RETRIED_DAYS, UnmatchedMoney } from '../../unmatched/unmatched.ts';
import { daysUpTo, listUnmatched, type UnmatchedPosition } from '../../unmatched/unmatched-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/payments',
  call: 'admin.payments.list',
  access: 'staff:orders',
  summary: 'Money that nothing of ours explains, of the 14 days up to a day (UTC; today without one), newest first.',
  query: z.strictObject({
    ...pageQuery,
    unpaired: z
      .enum(['', '1', 'true'], 'must be there: only unpaired payments are listed')
      .check(z.describe('Must be there: only money that nothing explains is listed.')),
    to: z
      .optional(Day)
      .check(z.describe('The last day of the fourteen that are listed (UTC), YYYY-MM-DD; today without it.')),
  }),
  returns: { 200: pageOf(UnmatchedMoney) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query }) => {
  const list = `admin/payments unpaired ${query.to ?? ''}`;
  const after = fromCursor(list, query.cursor) as UnmatchedPosition | undefined;
  const days = daysUpTo(query.to ? msOf(query.to) : nowMs(), RETRIED_DAYS);
  const { items, last } = await listUnmatched(days, query.limit, after);
  return ok({ items, nextCursor: toCursor(list, last && { ...last }) });
});
