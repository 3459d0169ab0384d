import * as z from 'zod/mini';
import type { PaymentReport } from '../../payment/payment.ts';
import { testPartitions, testPayments } from '../../payment/payments-table.ts';
import type { MoneyPage, MoneyWindow } from '../../provider/port.ts';
import { moment } from './store.ts';
import { atMoment, TestPayment } from './world.ts';

/** Objects lie under the time when they were made; money may come to them for so long. */
const OPEN_FOR_MS = 3_600_000;
const MOST_PARTITIONS = 100_000;
const PAGE = 100;
const READS_A_PAGE = 64;

/** Where a listing goes on: a partition and the last key there. */
const Position = z.object({ pk: z.string(), after: z.optional(z.string()) });
type Position = z.infer<typeof Position>;

const positionIn = (cursor: string | null): Position | undefined =>
  cursor === null ? undefined : z.parse(Position, JSON.parse(cursor));

/** The test provider's money of a window, oldest first, partition by partition. */
export const listMoney = async (
  { since, until, cursor }: MoneyWindow,
  reportOf: (object: TestPayment) => PaymentReport,
): Promise<MoneyPage> => {
  const partitions = testPartitions(since - OPEN_FOR_MS, until, MOST_PARTITIONS);
  const start = positionIn(cursor);
  const money: PaymentReport[] = [];
  let from = start?.after;
  let index = start ? partitions.indexOf(start.pk) : 0;
  if (index < 0) throw new Error('test provider: the cursor is not of this window');
  for (let reads = 0; index < partitions.length; reads += 1) {
    const pk = partitions[index] ?? '';
    if (money.length >= PAGE || reads >= READS_A_PAGE) {
      return { money, next: JSON.stringify({ pk, ...(from === undefined ? {} : { after: from }) }) };
    }
    const { items, last } = await testPayments(pk, from === undefined ? undefined : { pk, sk: from });
    const now = moment();
    for (const item of items) {
      const report = reportOf(atMoment(z.parse(TestPayment, item), now));
      if (report.state === 'succeeded') money.push(report);
    }
    from = last === undefined ? undefined : String(last['sk']);
    if (last === undefined) index += 1;
  }
  return { money, next: null };
};
