import * as z from 'zod/mini';
import { defineSettings, setting } from '#lib/settings.ts';

/** How pages are called, and in which language and time zone they write prices and times. */
export const settings = defineSettings('site', {
  SHOP_NAME: setting('The shop’s name, as buyers read it.', z._default(z.string(), 'Floodgate demo shop')),
  SITE_LANGUAGE: setting('The language of the site (BCP 47).', z._default(z.string(), 'en')),
  SHOP_TIME_ZONE: setting('The time zone of the shop’s days (IANA name).', z._default(z.string(), 'UTC')),
});
