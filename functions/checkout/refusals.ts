/** What this module refuses, beside what follows from a route’s contract (lib/refusals.ts). */
import * as z from 'zod/mini';
import { defineRefusal } from '#lib/problem.ts';
import { CartView } from './cart-view.ts';

export const CartClosed = defineRefusal(
  'cart-closed',
  409,
  'This cart has become an order and cannot be changed.',
  () => ({
    orderId: z.string().check(z.describe('The order.')),
  }),
);
export const CartEmpty = defineRefusal('cart-empty', 422, 'There is nothing in the cart.');
export const ContactMissing = defineRefusal('contact-missing', 422, 'Set the contact first.', () => ({
  missing: z.optional(z.array(z.string())).check(z.describe('What is missing: `email`, `shippingAddress`, or both.')),
}));
export const CountryOfAddress = defineRefusal(
  'country-of-address',
  422,
  'The cart goes where its shipping address is; set another address.',
  () => ({ country: z.nullable(z.string()).check(z.describe('The country of that address, ISO 3166-1 alpha-2.')) }),
);
export const ShippingMissing = defineRefusal('shipping-missing', 422, 'Choose the shipping first.');
export const ShippingNotAvailable = defineRefusal(
  'shipping-not-available',
  422,
  'This shipping option is not offered for this cart.',
);
export const TotalChanged = defineRefusal('total-changed', 409, 'The total is another one by now.', () => ({
  cart: CartView.check(z.describe('The cart as it is now.')),
}));
export const CountryNotServed = defineRefusal('country-not-served', 422, 'We do not deliver to this country.');
export const RegionMissing = defineRefusal(
  'region-missing',
  422,
  'Tax goes by region in this country: the address needs one.',
  () => ({
    country: z.optional(z.string()).check(z.describe('The country, ISO 3166-1 alpha-2.')),
  }),
);
export const TooManyLines = defineRefusal('too-many-lines', 422, 'A cart has no room for another line.');
export const QuantityTooLarge = defineRefusal('quantity-too-large', 422, 'A line has too many units.', () => ({
  sku: z.string().check(z.describe('The SKU that it is about.')),
  most: z.int().check(z.describe('Units that a line may have.')),
}));
export const TooManyCoupons = defineRefusal('too-many-coupons', 422, 'A cart has no room for another coupon.');
export const CouponUnknown = defineRefusal('coupon-unknown', 422, 'There is no such coupon.', () => ({
  coupon: z.string().check(z.describe('The code.')),
}));
export const CouponExpired = defineRefusal('coupon-expired', 422, 'The coupon has expired.', () => ({
  coupon: z.string().check(z.describe('The code.')),
}));
export const HoldLimitReached = defineRefusal(
  'hold-limit-reached',
  429,
  'Too many orders of this buyer wait for their payment, or too many carts of this network were checked out.',
  () => ({
    limit: z
      .int()
      .check(z.describe('Open unpaid orders of a buyer, units of an article in them, or carts of a network.')),
    seconds: z
      .optional(z.int())
      .check(z.describe('The time in which carts of a network are counted, whether or not they are paid.')),
    sku: z.optional(z.string()).check(z.describe('The article, where its units are too many.')),
    requested: z.optional(z.int()).check(z.describe('Units that were asked for.')),
  }),
);
/** Another order of the buyer uses a first-order promotion. Checkout prices the cart anew, and seldom answers it. */
export const NotFirstOrder = defineRefusal('not-first-order', 409, 'Another order of this customer is the first.');
export const CountryDiffers = defineRefusal(
  'country-differs',
  422,
  'The order was priced for another country.',
  () => ({
    country: z.string().check(z.describe('The country that it was priced for, ISO 3166-1 alpha-2.')),
  }),
);
export const TaxDiffers = defineRefusal(
  'tax-differs',
  422,
  'Other taxes apply at this address than the order was priced with: cancel it, and place another one.',
);
