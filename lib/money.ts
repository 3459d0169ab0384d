import * as z from 'zod/mini';

/** Money in integer minor units of ISO 4217: `{ amount: 2599, currency: 'USD' }` is 25.99 dollars. */
export const Money = z.object({
  amount: z.int().check(z.describe('Minor units: 2599 is 25.99 dollars.')),
  currency: z
    .string()
    .check(z.regex(/^[A-Z]{3}$/, 'must be a code of three letters, like EUR'))
    .check(z.describe('ISO 4217, such as `EUR`.')),
});
export type Money = z.infer<typeof Money>;

/** The most that one amount may be, in minor units. Sums of 90,000 of them are still exact as a double. */
export const MOST_AMOUNT = 99_999_999_999;

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

/** Money for people: `12.00 EUR`. */
export const formatMoney = ({ amount, currency }: Money): string => {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const cut = text.length - digits;
  return `${amount < 0 ? '-' : ''}${text.slice(0, cut)}${digits ? `.${text.slice(cut)}` : ''} ${currency}`;
};
