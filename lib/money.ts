import * as z from 'zod/mini';

/** Money in integer minor units of ISO 4217: `{ amount: 2599, currency: 'USD' }` is 25.99 dollars. */
export const Money = z.object({ amount: z.int(), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) });
export type Money = z.infer<typeof Money>;

/** Decimals of the currencies that do not have two (ISO 4217, list one). */
const decimals: Record<string, number> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0,
  XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
}; // biome-ignore format: a table

/** Digits behind the point of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export const minorDigits = (currency: string): number => decimals[currency] ?? 2;

/** The smallest step of a total: providers take three-decimal currencies only in tens. */
export const totalStep = (currency: string): number => (minorDigits(currency) === 3 ? 10 : 1);

export const money = (amount: number, currency: string): Money => ({ amount, currency });

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

/** Money for people: `12.00 EUR`. */
export const formatMoney = ({ amount, currency }: Money): string => {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const cut = text.length - digits;
  return `${amount < 0 ? '-' : ''}${text.slice(0, cut)}${digits ? `.${text.slice(cut)}` : ''} ${currency}`;
};
