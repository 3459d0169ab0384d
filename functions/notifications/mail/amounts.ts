import { type Money, minorDigits } from '#lib/money.ts';

/** Money as a shopper reads it: `€12.00`, `CHF 12.00`, `¥1,200`. Exact: the decimal text is formatted, not a float. */
export const priceText = ({ amount, currency }: Money): string => {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const decimal = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(`${amount < 0 ? '-' : ''}${decimal}` as Intl.StringNumericLiteral);
};

/** A rate as a shopper reads it: `"0.20"` is `20%`, `"0.081"` is `8.1%`. */
export const rateText = (rate: string): string =>
  new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 3 }).format(rate as Intl.StringNumericLiteral);

/** A day as a shopper reads it: `22 November 2026`. @param at milliseconds since 1970 */
export const dayText = (at: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(at);
