import * as z from 'zod/mini';
import { defineSettings, flag, list, setting, whole } from '#lib/settings.ts';

/** Where a cart may be sent, how its prices are read, and what a guest may hold. */
export const settings = defineSettings('checkout', {
  SHOP_COUNTRIES: setting(
    'Countries that are delivered to (ISO 3166-1 alpha-2).',
    z._default(list, ['AT', 'BE', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PT', 'US']),
  ),
  GUEST_MAX_UNITS: setting('How many units of one article a guest may hold unpaid.', z._default(whole, 20)),
  SHOP_PRICES_INCLUDE_TAX: setting('Whether catalog prices include tax.', z._default(flag, true)),
});
