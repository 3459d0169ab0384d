import * as z from 'zod/mini';
import { cursorKey } from '#lib/keys.ts';
import { defineSettings, setting } from '#lib/settings.ts';

/** Where import files are uploaded to. */
export const settings = defineSettings('bulk', {
  AWS_ENDPOINT_URL_S3: setting(
    'The SDK’s own variable, set by the local run: presigned addresses lead there.',
    z.optional(z.url()),
  ),
  CURSOR_KEY: cursorKey,
});
