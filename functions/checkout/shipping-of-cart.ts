import * as z from 'zod/mini';
import { env } from '#lib/env.ts';
import { Money } from '#lib/money.ts';
import { shippingOptions } from '../pricing/public.ts';
import { needsShipping, type PricedCart } from './price-cart.ts';

/** A way to have the goods brought, as the shopper chooses it. */
export const ShippingOption = z.object({ id: z.string(), name: z.string(), price: Money });
export type ShippingOption = z.infer<typeof ShippingOption>;

/** The shipping options that a cart may choose from; none while its country is not served. */
export const optionsOf = (priced: PricedCart): ShippingOption[] =>
  shippingOptions({
    currency: priced.cart.currency,
    country: priced.cart.country,
    countries: env().SHOP_COUNTRIES,
    requiresShipping: needsShipping(priced),
    pricesIncludeTax: priced.quote.pricesIncludeTax,
  });
