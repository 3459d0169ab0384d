import { cursorKey, permanentKey } from '#lib/keys.ts';
import { defineSettings } from '#lib/settings.ts';

/** What references to people are derived with. */
export const settings = defineSettings('users', {
  PERMANENT_KEY: permanentKey,
  CURSOR_KEY: cursorKey,
});
