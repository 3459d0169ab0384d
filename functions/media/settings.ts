import * as z from 'zod/mini';
import { cursorKey } from '#lib/keys.ts';
import { s3Endpoint } from '#lib/presign.ts';
import { defineSettings, setting } from '#lib/settings.ts';

/** Where images are uploaded to and served from. */
export const settings = defineSettings('media', {
  MEDIA_URL: setting(
    'Where renditions are served, without a slash at the end; absent, `/media` beside the API.',
    z.optional(z.url()),
  ),
  AWS_ENDPOINT_URL_S3: s3Endpoint,
  CURSOR_KEY: cursorKey,
});
