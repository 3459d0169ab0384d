import { money } from '#lib/money.ts';
import type { ShippingOption } from './schemas.ts';

const names = { standard: 'Standard delivery', express: 'Express delivery' } as const;
type OptionId = keyof typeof names;

/** Flat prices in minor units, `[standard, express]`; whole steps of a total (KWD and its like end in 0). */
const prices: Readonly<Record<string, readonly [standard: number, express: number]>> = {
  EUR: [490, 1290], USD: [590, 1490], GBP: [390, 990], CHF: [790, 1690], CAD: [790, 1990], AUD: [890, 1990],
  NZD: [890, 1990], SEK: [4900, 12900], NOK: [5900, 14900], DKK: [3900, 9900], ISK: [890, 1990], PLN: [1990, 4990],
  CZK: [11900, 29900], HUF: [190000, 490000], RON: [2490, 5990], JPY: [600, 1500], KRW: [3500, 9000], SGD: [790, 1990],
  HKD: [4500, 11900], AED: [2000, 5000], SAR: [2000, 5000], ZAR: [9900, 19900], INR: [9900, 24900], BRL: [1990, 4990],
  MXN: [9900, 19900], BHD: [1500, 4000], JOD: [2500, 6000], KWD: [1500, 4000], OMR: [1500, 4000], TND: [8000, 20000],
}; // biome-ignore format: a table

/**
 * The ways to ship to a country, cheapest first; free for a cart with nothing to ship. None for a currency without
 * prices, or a country that the shop does not ship to (`countries`; everywhere without it, or while the country is open).
 */
export const shippingOptions = (asked: {
  readonly currency: string;
  readonly country: string | null;
  readonly requiresShipping: boolean;
  readonly pricesIncludeTax: boolean;
  readonly countries?: readonly string[];
}): ShippingOption[] => {
  const flat = prices[asked.currency];
  if (!flat || (asked.country !== null && asked.countries && !asked.countries.includes(asked.country))) return [];
  return (Object.keys(names) as OptionId[]).map((id, index) => ({
    id,
    name: names[id],
    price: money(asked.requiresShipping ? (flat[index] ?? 0) : 0, asked.currency),
    taxIncluded: asked.pricesIncludeTax,
  }));
};
