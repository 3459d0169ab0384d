import * as z from 'zod/mini';
import { partitionOf, queryNewest } from '#lib/sharded-list.ts';
import type { Change } from '#lib/stream.ts';
import { batchGet, put, tableOf, write } from '#lib/table.ts';
import { Payment } from './payment.ts';
import { paymentAt, paymentFrom } from './payments-table.ts';

/** A payment as staff sees it: not what its buyer does next, which may be a secret. */
export const ListedPayment = z.extend(
  z.pick(Payment, {
    id: true,
    orderId: true,
    provider: true,
    status: true,
    amount: true,
    method: true,
    objectId: true,
    failure: true,
    dispute: true,
    refundable: true,
    test: true,
    createdAt: true,
    expiresAt: true,
  }),
  { kind: z.literal('payment').check(z.describe('A payment of an order.')) },
);
export type ListedPayment = z.infer<typeof ListedPayment>;

/** Payments of a day lie in eight partitions, keys only: the row itself is put with its order, which pays for no list. */
const table = tableOf('billing');
const partition = (day: string, shard: number): string => `payments#${day}#${shard}`;

/** Lists every payment whose row has just appeared; one that is listed twice is listed once. */
export const listNewPayments = async (changes: readonly Change[]): Promise<void> => {
  const rows = changes.filter(({ before, after }) => !before && after?.['type'] === 'payment');
  await Promise.all(
    rows.map(({ after }) => {
      const [id, createdAt] = [String(after?.['id']), String(after?.['createdAt'])];
      return write(put(table, { pk: partition(createdAt.slice(0, 10), partitionOf(id)), sk: id, type: 'lookup' }));
    }),
  );
};

/** Where a list goes on: on this day, below this id or from the day's newest on. */
export type PaymentPosition = { day: string; below?: string };

/**
 * Lists payments of some days, newest first, those of one day a page: nine calls, with any number of payments. A page may be
 * short, or empty, with more behind it.
 * @param days calendar days in UTC, newest first
 */
export const listPayments = async (
  days: readonly string[],
  status: Payment['status'] | undefined,
  limit: number,
  position: PaymentPosition | undefined,
): Promise<{ payments: ListedPayment[]; next: PaymentPosition | undefined }> => {
  const [day, dayBefore] = days.filter((one) => !position || one <= position.day);
  if (day === undefined) return { payments: [], next: undefined };
  const below = position?.day === day ? position.below : undefined;
  const { items, last } = await queryNewest(table, {
    partition: (shard) => partition(day, shard),
    prefix: 'pay',
    limit,
    after: below === undefined ? undefined : { below },
  });
  const next = last ? { day, ...last } : dayBefore === undefined ? undefined : { day: dayBefore };
  const rows = items.length > 0 ? await batchGet(items.map(({ sk }) => paymentAt(String(sk)))) : [];
  const payments = rows
    .flatMap((row) => paymentFrom(row) ?? [])
    .filter((payment) => status === undefined || payment.status === status)
    .map((payment): ListedPayment => ({ ...payment, kind: 'payment' }));
  return { payments, next };
};
