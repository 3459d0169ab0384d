import { formatMoney, MOST_AMOUNT, money } from '#lib/money.ts';
import { TotalTooLarge } from './refusals.ts';

/** Answers a sum of amounts. @throws Refusal 422 `total-too-large` above the most in either direction */
export const boundedSum = (sum: number, currency: string): number => {
  if (Math.abs(sum) <= MOST_AMOUNT) return sum;
  const most = money(MOST_AMOUNT, currency);
  throw new TotalTooLarge(`It comes to more than ${formatMoney(most)}.`, { most });
};

/**
 * `amount × numerator ÷ denominator`, rounded half away from zero, exact for every safe integer
 * (BigInt inside: a product of two amounts leaves the range in which doubles are exact).
 */
export const mulDiv = (amount: number, numerator: number | bigint, denominator: number | bigint): number => {
  const [n, d] = [BigInt(amount) * BigInt(numerator), BigInt(denominator)];
  const sign = n < 0n !== d < 0n ? -1n : 1n;
  const [an, ad] = [n < 0n ? -n : n, d < 0n ? -d : d];
  return Number((sign * (2n * an + ad)) / (2n * ad));
};

/** A decimal text as a fraction: `"0.20"` is `[20n, 100n]`. Rates are texts, never floating point. */
export const fractionOf = (decimal: string): [numerator: bigint, denominator: bigint] => {
  const [whole = '0', part = ''] = decimal.split('.');
  return [BigInt(whole + part), 10n ** BigInt(part.length)];
};

/**
 * Shares `total` over `weights` in proportion, in whole minor units that sum to `total` exactly:
 * largest remainder (Hamilton), ties to the earlier share.
 */
export const allocate = (total: number, weights: readonly number[]): number[] => {
  const sum = weights.reduce((a, b) => a + BigInt(b), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const whole = BigInt(total);
  const parts = weights.map((weight) => ({
    floor: (whole * BigInt(weight)) / sum,
    rest: (whole * BigInt(weight)) % sum,
  }));
  let left = Number(whole - parts.reduce((a, part) => a + part.floor, 0n));
  const shares = parts.map((part) => Number(part.floor));
  // A sort is stable: of equal remainders the earlier share comes first.
  const order = parts.map((_, i) => i).sort((a, b) => Number((parts[b]?.rest ?? 0n) - (parts[a]?.rest ?? 0n)));
  for (const i of order) {
    if (left-- <= 0) break;
    shares[i] = (shares[i] ?? 0) + 1;
  }
  return shares;
};
