import { cursorKey } from '#lib/keys.ts';
import { defineSettings } from '#lib/settings.ts';

/** What its lists are signed with. */
export const settings = defineSettings('webhooks', {
  CURSOR_KEY: cursorKey,
});
