import { type Money, minorDigits, money, totalStep } from '#lib/money.ts';

/**
 * Amounts as card processors count them. They follow ISO 4217's minor units but for the two that ISO lists without
 * decimals and the processors take in hundredths; and three-decimal currencies come in tens only.
 * Source: Stripe's "Supported currencies", special cases.
 */
const inHundredths: ReadonlySet<string> = new Set(['ISK', 'UGX']);

/** The processor's number for an amount of ours. @throws when the amount has a digit that the processor refuses */
export const toUnits = ({ amount, currency }: Money): number => {
  if (!Number.isSafeInteger(amount) || amount < 0 || amount % totalStep(currency) !== 0) {
    throw new Error(`units: ${amount} ${currency} cannot be charged`);
  }
  return inHundredths.has(currency) ? amount * 100 : amount;
};

/** Our amount for a number of the processor's. @throws when it is no whole minor unit */
export const fromUnits = (units: number, currency: string): Money => {
  const amount = inHundredths.has(currency) ? units / 100 : units;
  if (!Number.isSafeInteger(amount)) throw new Error(`units: ${units} is no amount of ${currency}`);
  return money(amount, currency);
};

/** The least that can be charged, in minor units; elsewhere about half a euro's worth. Source: Stripe, "Minimum charge". */
const minimums: Readonly<Record<string, number>> = {
  AED: 200, AUD: 50, BRL: 50, CAD: 50, CHF: 50, CZK: 1500, DKK: 250, EUR: 50, GBP: 30, HKD: 400, HUF: 17500, INR: 50,
  JPY: 50, MXN: 1000, MYR: 200, NOK: 300, NZD: 50, PLN: 200, RON: 200, SEK: 300, SGD: 50, THB: 1000, USD: 50,
}; // biome-ignore format: a table

/** The least total above zero that can be paid, in minor units of the currency. */
export const minimumCharge = (currency: string): number => minimums[currency] ?? (minorDigits(currency) === 0 ? 1 : 50);
