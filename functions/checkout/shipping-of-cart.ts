import * as z from 'zod/mini';
import { Money } from '#lib/money.ts';
import type { PricedCart } from './priced-cart.ts';

/** A way to have the goods brought, as the shopper chooses it. */
export const ShippingOption = z.object({
  id: z.string().check(z.describe('The option’s id, to be sent with `PUT /carts/{id}/shipping`.')),
  name: z.string().check(z.describe('The option as the buyer reads it.')),
  price: Money.check(z.describe('What is paid for it.')),
});
export type ShippingOption = z.infer<typeof ShippingOption>;

/** The shipping options that a cart may choose from, at its value and weight; none while its country is not served. */
export const optionsOf = ({ shippingOptions }: PricedCart): readonly ShippingOption[] => shippingOptions;
