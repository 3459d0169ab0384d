import { get } from '#lib/table.ts';
import type { Payment } from './payment.ts';
import { paymentAt, paymentFrom, refundAt, refundFrom } from './payments-table.ts';
import { isSwitchedOn, providerOf } from './provider.ts';
import { recordPayment } from './record-payment.ts';
import { recordRefund } from './record-refund.ts';
import { LOOKED_AFTER_DAYS, type Unpaired } from './unpaired.ts';
import { daysUpTo, listUnpaired, resolveUnpaired } from './unpaired-table.ts';

/** More than this at once is a broken integration, and no longer a matter of single cases. */
const MOST = 200;

/**
 * Looks again after money that nothing explained: what went back meanwhile is over, and what has a row by now is given
 * to `pair`. @param pair answers whether the payment has its order now
 * @returns how many are still unexplained
 */
export const lookAfterUnpaired = async (now: number, pair: (payment: Payment) => Promise<boolean>): Promise<number> => {
  const { items } = await listUnpaired(daysUpTo(now, LOOKED_AFTER_DAYS), MOST);
  let left = 0;
  for (const one of items.filter(({ resolvedAt }) => resolvedAt === null)) {
    const resolution = isSwitchedOn(one.provider) ? await resolutionOf(one, pair) : undefined;
    if (resolution) await resolveUnpaired(one, resolution, now);
    else left += 1;
  }
  return left;
};

const resolutionOf = async (
  one: Unpaired,
  pair: (payment: Payment) => Promise<boolean>,
): Promise<Unpaired['resolution'] | undefined> => {
  const found = await (await providerOf(one.provider)).lookUp(one.objectId);
  if (!found) return undefined;
  if (found.kind === 'refund') {
    const refund = found.refundId && refundFrom(await get(refundAt(found.refundId), { consistent: true }));
    if (refund) await recordRefund(refund, found);
    return refund ? 'paired' : undefined;
  }
  const row = found.paymentId ? paymentFrom(await get(paymentAt(found.paymentId), { consistent: true })) : undefined;
  if (row && (await pair(await recordPayment(row, found)))) return 'paired';
  return found.returned ? 'returned' : undefined;
};
