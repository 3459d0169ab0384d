import type { SellableVariant } from '../catalog/public.ts';
import type { Promotion } from '../pricing/public.ts';
import { type Cart, emptyCart } from './cart.ts';
import type { ReadForCart } from './priced-cart.ts';

/** For tests: a cart of two mugs that can be checked out, and what is read to price it. Nothing here needs an engine. */
export const AT = '2026-06-01T12:00:00.000Z';

export const aCart = (more: Partial<Cart> = {}): Cart => ({
  ...emptyCart('crt_1', 'EUR', 'DE', '2026-01-01T00:00:00.000Z'),
  lines: [['var_mug', 2, 1000]],
  contactRef: 'con_1',
  buyerKey: 'ada',
  optionId: 'standard',
  ...more,
});

export const aVariant = (more: Partial<SellableVariant> = {}): SellableVariant => ({
  variantId: 'var_mug',
  productId: 'prd_mug',
  sku: 'MUG',
  title: 'Mug',
  slug: 'mug',
  image: { url: 'https://cdn.example/mug.jpg', alt: 'A mug' },
  options: { Colour: 'Blue' },
  prices: { EUR: 1000 },
  taxClass: 'standard',
  requiresShipping: true,
  active: true,
  ...more,
});

export const aPromotion = (more: Partial<Promotion> = {}): Promotion => ({
  id: 'prm_1',
  name: 'Ten percent',
  code: null,
  active: true,
  startsAt: null,
  endsAt: null,
  effect: { type: 'percentage', of: 'order', share: '0.10' },
  conditions: {},
  priority: 100,
  combines: true,
  totalLimit: null,
  customerLimit: null,
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

const address = { name: 'Ada', line1: 'Hauptstr. 1', city: 'Berlin', postalCode: '10115', country: 'DE' };
const contact = { email: 'ada@example.com', shippingAddress: address };

export const aRead = (more: Partial<ReadForCart> = {}, promotions: readonly Promotion[] = []): ReadForCart => ({
  rules: { tax: { rounding: 'line', rules: [] }, shippingOptions: [], promotions },
  buyer: { key: 'ada', firstOrder: true },
  coupons: [],
  sellable: [aVariant()],
  left: [],
  contact,
  at: AT,
  shop: { countries: ['DE', 'AT'], pricesIncludeTax: true },
  ...more,
});
