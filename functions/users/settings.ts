import { cursorKey, permanentKey } from '#lib/keys.ts';
import { defineSettings } from '#lib/settings.ts';
import { originSecrets } from '#lib/viewer.ts';

/** What references to people are derived with, and how the edge is known that tells where they are. */
export const settings = defineSettings('users', {
  PERMANENT_KEY: permanentKey,
  CURSOR_KEY: cursorKey,
  ORIGIN_SECRETS: originSecrets,
});
