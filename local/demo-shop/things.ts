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
/** A flat price in minor units, the same in each currency of the shop. */
const shippingOption = (id: string, name: string, amount: number, currencies: readonly string[]): Thing => ({
  path: '/admin/shipping-options',
  name: 'id',
  body: { id, name, places: [], prices: currencies.map((currency) => ({ currency, amount })) },
});

/** Two countries whose tax differs, two ways to ship, and a coupon. @param currencies those that the shop sells in */
export const things = (currencies: readonly string[]): readonly Thing[] => [
  taxRate('IE', 'VAT', '0.23'),
  taxRate('DE', 'MwSt.', '0.19'),
  shippingOption('standard', 'Standard delivery', 490, currencies),
  shippingOption('express', 'Express delivery', 1290, currencies),
  {
    path: '/admin/promotions',
    name: 'code',
    body: { name: 'Welcome', code: 'WELCOME10', effect: { type: 'percentage', of: 'order', share: '0.10' } },
  },
];

/** A price list that counts at once, in the shop's first currency, and the prices in it. */
export const prices = {
  list: (currency: string): Thing => ({
    path: '/admin/price-lists',
    name: 'name',
    body: { name: 'Spoons for less', currency },
  }),
  of: ['SPOON-STIRRING', 'SPOON-SLOTTED', 'SPOON-TASTING'].map((sku) => ({ sku, amount: 790 })),
} as const;
