import { cursorKey } from '#lib/keys.ts';
import { s3Endpoint } from '#lib/presign.ts';
import { defineSettings } from '#lib/settings.ts';

/** Where import files are uploaded to. */
export const settings = defineSettings('bulk', {
  AWS_ENDPOINT_URL_S3: s3Endpoint,
  CURSOR_KEY: cursorKey,
});
