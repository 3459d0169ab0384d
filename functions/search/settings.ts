import * as z from 'zod/mini';
import { cursorKey } from '#lib/keys.ts';
import { defineSettings, setting } from '#lib/settings.ts';

/** What its lists are signed with, and in which language the shop writes. */
export const settings = defineSettings('search', {
  CURSOR_KEY: cursorKey,
  SITE_LANGUAGE: setting('The language of the site (BCP 47).', z._default(z.string(), 'en')),
});
