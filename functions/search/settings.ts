import * as z from 'zod/mini';
import { cursorKey } from '#lib/keys.ts';
import { defineSettings, setting, whole } from '#lib/settings.ts';

/** Where its index is, and what its lists are signed with. */
export const settings = defineSettings('search', {
  SEARCH_ENGINE: setting(
    '`embedded` searches in a file that each environment loads; `opensearch` asks a cluster.',
    z._default(z.enum(['embedded', 'opensearch']), 'embedded'),
  ),
  OPENSEARCH_ENDPOINT: setting('The address of the OpenSearch cluster: protocol and host.', z.optional(z.url())),
  OPENSEARCH_SHARDS: setting('Into how many shards a new index is divided.', z._default(whole, 1)),
  CURSOR_KEY: cursorKey,
});
