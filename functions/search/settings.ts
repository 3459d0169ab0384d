import * as z from 'zod/mini';
import { cursorKey, permanentKey } from '#lib/keys.ts';
import { defineSettings, setting, whole } from '#lib/settings.ts';
import { originSecrets } from '#lib/viewer.ts';

/** Where its index is, what its lists are signed with, and in which language the shop writes. */
export const settings = defineSettings('search', {
  SEARCH_ENGINE: setting(
    '`embedded` searches in a file that each environment loads; `opensearch` asks a cluster.',
    z._default(z.enum(['embedded', 'opensearch']), 'embedded'),
  ),
  OPENSEARCH_ENDPOINT: setting('The address of the OpenSearch cluster: protocol and host.', z.optional(z.url())),
  OPENSEARCH_SHARDS: setting('Into how many shards a new index is divided.', z._default(whole, 1)),
  CURSOR_KEY: cursorKey,
  SITE_LANGUAGE: setting('The language of the site (BCP 47).', z._default(z.string(), 'en')),
});

/** What names the viewers of a day, who are counted and not known; apart, since only who answers a search counts. */
export const viewerSettings = defineSettings('search', { PERMANENT_KEY: permanentKey, ORIGIN_SECRETS: originSecrets });
