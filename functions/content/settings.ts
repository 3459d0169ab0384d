import * as z from 'zod/mini';
import { env } from '#lib/env.ts';
import { cursorKey, tokenKeys } from '#lib/keys.ts';
import { defineSettings, setting, whole } from '#lib/settings.ts';
import { originSecrets } from '#lib/viewer.ts';

/** Where the site is and what it is called, what signs cursors, and by what the edge is known. */
export const settings = defineSettings('content', {
  SITE_URL: setting(
    'Where the site is, without a slash at the end; absent, the root of the API’s address.',
    z.optional(z.url()),
  ),
  SHOP_NAME: setting('The shop’s name, as buyers read it.', z._default(z.string(), 'Floodgate demo shop')),
  SITE_LANGUAGE: setting('The language of the site (BCP 47).', z._default(z.string(), 'en')),
  RELEASE_MARGIN_SECONDS: setting(
    'How long before it begins a release has to be ready, in seconds; as much again for each 1,000 prices of its lists.',
    z._default(whole, 30),
  ),
  CURSOR_KEY: cursorKey,
  ORIGIN_SECRETS: originSecrets,
});

/** What previews are signed by; apart, since whoever reads what is published does without it. */
export const previewSettings = defineSettings('content', { TOKEN_KEYS: tokenKeys });

/** Answers the address of the site, without a slash at the end. */
export const siteUrl = (): string => settings().SITE_URL ?? new URL(env().API_URL).origin;
