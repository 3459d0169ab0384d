import { type Money, minorDigits } from '#lib/money.ts';

/** Formatters cost a quarter of a millisecond each to make, and a mail needs a dozen: one per currency or zone is kept. */
const kept = new Map<string, unknown>();
const once = <T>(key: string, make: () => T): T => {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key) as T;
};

/** Money as a shopper reads it: `€12.00`, `CHF 12.00`, `¥1,200`. Exact: the decimal text is formatted, not a float. */
export const priceText = ({ amount, currency }: Money): string => {
  const digits = minorDigits(currency);
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const decimal = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return once(
    `price ${currency}`,
    () => new Intl.NumberFormat('en', { style: 'currency', currency, ...fraction }),
  ).format(`${amount < 0 ? '-' : ''}${decimal}` as Intl.StringNumericLiteral);
};

/** A rate as a shopper reads it: `"0.20"` is `20%`, `"0.081"` is `8.1%`. */
export const rateText = (rate: string): string =>
  once('rate', () => new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 3 })).format(
    rate as Intl.StringNumericLiteral,
  );

/** A day as a shopper reads it: `22 November 2026`. @param at milliseconds since 1970 */
export const dayText = (at: number, timeZone: string): string =>
  once(
    `day ${timeZone}`,
    () => new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }),
  ).format(at);

/** A moment as a shopper reads it: `22 November 2026 at 14:05 CET`. @param at milliseconds since 1970 */
export const timeText = (at: number, timeZone: string): string =>
  once(
    `time ${timeZone}`,
    () =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone,
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
      }),
  ).format(at);
