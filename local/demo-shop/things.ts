/** A thing of the demo shop: where it is made, and the field that no other of its kind has alike. */
export interface Thing {
  readonly path: string;
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const taxRate = (country: string, name: string, rate: string): Thing => ({
  path: '/admin/tax-rates',
  name: 'country',
  body: { name, rate, country },
});
/** Flat prices in minor units; a shop that sells in other currencies says its own. */
const shippingOption = (id: string, name: string, amounts: Readonly<Record<string, number>>): Thing => ({
  path: '/admin/shipping-options',
  name: 'id',
  body: { id, name, places: [], prices: Object.entries(amounts).map(([currency, amount]) => ({ currency, amount })) },
});

/** Two countries whose tax differs, two ways to ship, and a coupon. */
export const things: readonly Thing[] = [
  taxRate('IE', 'VAT', '0.23'),
  taxRate('DE', 'MwSt.', '0.19'),
  shippingOption('standard', 'Standard delivery', { EUR: 490, GBP: 390, USD: 590 }),
  shippingOption('express', 'Express delivery', { EUR: 1290, GBP: 990, USD: 1490 }),
  {
    path: '/admin/promotions',
    name: 'code',
    body: { name: 'Welcome', code: 'WELCOME10', effect: { type: 'percentage', of: 'order', share: '0.10' } },
  },
];

/** A price list that counts at once, and the prices in it. */
export const prices = {
  list: {
    path: '/admin/price-lists',
    name: 'name',
    body: { name: 'Spoons for less', currency: 'EUR' },
  },
  of: ['SPOON-STIRRING', 'SPOON-SLOTTED', 'SPOON-TASTING'].map((sku) => ({ sku, amount: 790 })),
} as const;
