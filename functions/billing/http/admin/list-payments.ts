/** Payments, newest first, or money at the providers that nothing of ours explains; a page costs the same with any number. */
import * as z from 'zod/mini';
import { isoTime, msOf, nowMs } from '#lib/clock.ts';
import { type Contract, Day, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { RangeRefused } from '../../../orders/refusals.ts';
import { ListedPayment, listPayments, type PaymentPosition } from '../../payment/list-payments.ts';
import { PaymentState } from '../../payment/payment.ts';
import { RETRIED_DAYS, UnpairedMoney } from '../../unmatched/unmatched.ts';
import { daysUpTo, listUnmatched, type UnmatchedPosition } from '../../unmatched/unmatched-table.ts';

const [USUAL_DAYS, MOST_DAYS, DAY_MS] = [7, 31, 86_400_000];

const notWithUnpaired = (name: string) =>
  z.refine<Record<string, unknown>>((query) => query['unpaired'] === undefined || query[name] === undefined, {
    path: [name],
    error: 'does not go with unpaired',
  });

export const contract = {
  method: 'GET',
  path: '/admin/payments',
  call: 'admin.payments.list',
  access: 'staff:orders',
  summary: 'Payments, newest first, or money that nothing of ours explains.',
  description:
    'Payments opened from one day to another (UTC; the last seven without days, at most 31); money that nothing explains, of the 14 days up to a day. A page may be short.',
  query: z
    .strictObject({
      ...pageQuery,
      unpaired: z
        .optional(z.enum(['', '1', 'true'], 'must be true, or left out'))
        .check(z.describe('When it is there, only money that nothing explains is listed.')),
      status: z.optional(PaymentState).check(z.describe('Only payments that stand there.')),
      from: z.optional(Day).check(z.describe('The first day (UTC), YYYY-MM-DD.')),
      to: z
        .optional(Day)
        .check(z.describe('The last day (UTC), YYYY-MM-DD; of money that nothing explains, the last of fourteen.')),
    })
    .check(notWithUnpaired('status'), notWithUnpaired('from')),
  refuses: [RangeRefused],
  returns: { 200: pageOf(z.discriminatedUnion('kind', [ListedPayment, UnpairedMoney])) },
} as const satisfies Contract;

export const handler = http(contract, async ({ query: { unpaired, status, from, to, limit, cursor } }) => {
  const end = to ? msOf(to) : nowMs();
  if (unpaired === undefined) {
    const list = `admin/payments ${status ?? ''} ${from ?? ''} ${to ?? ''}`;
    const position = fromCursor(list, cursor) as PaymentPosition | undefined;
    const { payments, next } = await listPayments(daysUpTo(end, countOf(from, end)), status, limit, position);
    return ok({ items: payments, nextCursor: toCursor(list, next && { ...next }) });
  }
  const list = `admin/payments unpaired ${to ?? ''}`;
  const after = fromCursor(list, cursor) as UnmatchedPosition | undefined;
  const { items, last } = await listUnmatched(daysUpTo(end, RETRIED_DAYS), limit, after);
  const shown = items.map((item) => ({ ...item, kind: 'unpaired' }));
  return ok({ items: shown, nextCursor: toCursor(list, last && { ...last }) });
});

/** How many days up to the last one. @throws Refusal 422 `range-refused`: backwards, or more than 31 days */
const countOf = (from: string | undefined, end: number): number => {
  if (from === undefined) return USUAL_DAYS;
  const last = isoTime(end).slice(0, 10);
  const days = (msOf(last) - msOf(from)) / DAY_MS + 1;
  const range = `From ${from} to ${last}`;
  if (days < 1) throw new RangeRefused(`${range} is backwards.`, { from, to: last });
  if (days <= MOST_DAYS) return days;
  throw new RangeRefused(`${range} is more than ${MOST_DAYS} days; ask for fewer.`, { days: MOST_DAYS });
};
