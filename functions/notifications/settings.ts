import * as z from 'zod/mini';
import { cursorKey, tokenKeys } from '#lib/keys.ts';
import { defineSettings, setting } from '#lib/settings.ts';

/** Who writes, and what a mail says of the shop. */
export const settings = defineSettings('notifications', {
  MAIL_FROM: setting(
    'The sender’s address, an identity of the mail service.',
    z.string().check(z.regex(/^[^@\s]+@[^@\s]+$/)),
  ),
  SHOP_NAME: setting('The shop’s name, as buyers read it.', z._default(z.string(), 'Floodgate demo shop')),
  SHOP_URL: setting(
    'The storefront, which mails and payment pages link to; absent, they link to nothing.',
    z.optional(z.url()),
  ),
  SHOP_TIME_ZONE: setting('The time zone of the shop’s days (IANA name).', z._default(z.string(), 'UTC')),
  TOKEN_KEYS: tokenKeys,
  CURSOR_KEY: cursorKey,
});
