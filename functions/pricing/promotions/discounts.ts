import { totalStep } from '#lib/money.ts';
import { allocate, mulDiv } from '../arithmetic.ts';

/** A decided amount off, over some lines or over the whole order. */
export interface Discount {
  /** Minor units, positive. */
  readonly amount: number;
  /** All lines without it. */
  readonly lineIds?: readonly string[];
}

/** Rounds to the currency's step, half away from zero. */
export const toStep = (amount: number, currency: string): number =>
  mulDiv(amount, 1, totalStep(currency)) * totalStep(currency);

/**
 * Spreads a discount over lines by largest remainder over what is left of each, ties to the earlier line, and never
 * more than that. All amounts are minor units.
 * @param left what is left of each line, in the order of `ids`
 */
export const sharesOf = (
  { amount, lineIds }: Discount,
  ids: readonly string[],
  left: readonly number[],
  currency: string,
): number[] => {
  const step = totalStep(currency);
  const weights = ids.map((id, i) => (!lineIds || lineIds.includes(id) ? (left[i] ?? 0) / step : 0));
  const most = weights.reduce((a, b) => a + b, 0);
  return allocate(Math.max(0, Math.min(mulDiv(amount, 1, step), most)), weights).map((share) => share * step);
};

/** Computes what is left of each line after every discount in turn, each over what the ones before have left. */
export const afterDiscounts = (
  discounts: readonly Discount[],
  ids: readonly string[],
  subtotals: readonly number[],
  currency: string,
): number[] =>
  discounts.reduce<number[]>(
    (left, discount) => {
      const shares = sharesOf(discount, ids, left, currency);
      return left.map((amount, i) => amount - (shares[i] ?? 0));
    },
    [...subtotals],
  );
