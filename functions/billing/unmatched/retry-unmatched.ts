import { nowMs } from '#lib/clock.ts';
import { get } from '#lib/table.ts';
import type { Payment } from '../payment/payment.ts';
import { paymentAt, paymentFrom, refundAt, refundFrom } from '../payment/payments-table.ts';
import { recordPayment } from '../payment/record-payment.ts';
import { isSwitchedOn, providerOf } from '../provider/registry.ts';
import { recordRefund } from '../refund/record-refund.ts';
import { RETRIED_DAYS, type UnmatchedMoney } from './unmatched.ts';
import { daysUpTo, listUnmatched, resolveUnmatched, type UnmatchedPosition } from './unmatched-table.ts';

const PAGE = 100;
/** More open cases than this are one case: a broken integration. They are still counted up to here. */
const MOST_PAGES = 50;

const openOnes = async (days: readonly string[]): Promise<UnmatchedMoney[]> => {
  const open: UnmatchedMoney[] = [];
  let position: UnmatchedPosition | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { items, last } = await listUnmatched(days, PAGE, position);
    open.push(...items.filter(({ resolvedAt }) => resolvedAt === null));
    if (!last) break;
    position = last;
  }
  return open;
};

/** Begins elsewhere each time, so that many that stay open keep none behind them from being looked at. */
const rotated = (all: readonly UnmatchedMoney[], now: number): UnmatchedMoney[] => {
  const from = all.length === 0 ? 0 : (Math.floor(now / 60_000) * PAGE) % all.length;
  return [...all.slice(from), ...all.slice(0, from)];
};

/**
 * Looks again after money that nothing explained: what went back meanwhile is over, and what has a row by now is given
 * to `match`, which answers whether the payment has its order now.
 * @param until when to stop looking, milliseconds since 1970; the rest is counted all the same
 * @returns how many are still unexplained
 */
export const retryUnmatched = async (until: number, match: (payment: Payment) => Promise<boolean>): Promise<number> => {
  const now = nowMs();
  const open = await openOnes(daysUpTo(now, RETRIED_DAYS));
  let left = open.length;
  for (const one of rotated(open, now)) {
    if (nowMs() >= until) break;
    const resolution = isSwitchedOn(one.provider) ? await resolutionOf(one, match) : undefined;
    if (!resolution) continue;
    await resolveUnmatched(one, resolution, now);
    left -= 1;
  }
  return left;
};

const resolutionOf = async (
  one: UnmatchedMoney,
  match: (payment: Payment) => Promise<boolean>,
): Promise<UnmatchedMoney['resolution'] | undefined> => {
  const found = await (await providerOf(one.provider)).lookUp(one.objectId);
  if (!found) return undefined;
  if (found.kind === 'refund') {
    const refund = found.refundId && refundFrom(await get(refundAt(found.refundId), { consistent: true }));
    if (refund) await recordRefund(refund, found);
    return refund ? 'paired' : undefined;
  }
  const row = found.paymentId ? paymentFrom(await get(paymentAt(found.paymentId), { consistent: true })) : undefined;
  if (row && (await match(await recordPayment(row, found)))) return 'paired';
  return found.returned ? 'returned' : undefined;
};
