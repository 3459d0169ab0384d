import * as z from 'zod/mini';
import { cursorKey } from '#lib/keys.ts';
import { defineSettings, flag, list, setting } from '#lib/settings.ts';

/** What `/shop` answers, and what `/health` says of a demo shop. */
export const settings = defineSettings('platform', {
  SHOP_NAME: setting('The shop’s name, as buyers read it.', z._default(z.string(), 'Floodgate demo shop')),
  SHOP_CURRENCIES: setting(
    'Currencies that are sold in (ISO 4217); catalog prices are in the first.',
    z._default(list, ['EUR']),
  ),
  SHOP_COUNTRIES: setting(
    'Countries that are delivered to (ISO 3166-1 alpha-2).',
    z._default(list, ['AT', 'BE', 'DE', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PT', 'US']),
  ),
  SHOP_PRICES_INCLUDE_TAX: setting('Whether catalog prices include tax.', z._default(flag, true)),
  SHOP_TIME_ZONE: setting('The time zone of the shop’s days (IANA name).', z._default(z.string(), 'UTC')),
  DEMO_SHOP: setting(
    'Whether a demo shop is being put in or is there; set by the local run, which brings one.',
    z.optional(z.enum(['loading', 'ready'])),
  ),
  CURSOR_KEY: cursorKey,
});
