import * as z from 'zod/mini';
import { cursorKey } from '#lib/keys.ts';
import { defineSettings, list, setting } from '#lib/settings.ts';
import { originSecrets } from '#lib/viewer.ts';

/** Which currencies prices are in, what signs cursors, and by what the edge is known. */
export const settings = defineSettings('catalog', {
  SHOP_CURRENCIES: setting(
    'Currencies that are sold in (ISO 4217); catalog prices are in the first.',
    z._default(list, ['EUR']),
  ),
  CURSOR_KEY: cursorKey,
  ORIGIN_SECRETS: originSecrets,
});
