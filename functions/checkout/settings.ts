import * as z from 'zod/mini';
import { defineSettings, flag, list, setting } from '#lib/settings.ts';

/** Where a cart may be sent, and how its prices are read. */
export const settings = defineSettings('checkout', {
  SHOP_COUNTRIES: setting(
    'Countries that are delivered to (ISO 3166-1 alpha-2).',
    z._default(list, ['AT', 'BE', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PT', 'US']),
  ),
  SHOP_PRICES_INCLUDE_TAX: setting('Whether catalog prices include tax.', z._default(flag, true)),
});
