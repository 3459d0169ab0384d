import * as z from 'zod/mini';
import { cursorKey, tokenKeys } from '#lib/keys.ts';
import { defineSettings, setting, whole } from '#lib/settings.ts';

/** How long stock is held, and who may read an order. */
export const settings = defineSettings('orders', {
  HOLD_SECONDS: setting('How long an unpaid order holds its stock, in seconds.', z._default(whole, 1200)),
  TOKEN_KEYS: tokenKeys,
  CURSOR_KEY: cursorKey,
});
