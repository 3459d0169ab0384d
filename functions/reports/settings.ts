import * as z from 'zod/mini';
import { defineSettings, setting } from '#lib/settings.ts';

/** Which day a sale belongs to. */
export const settings = defineSettings('reports', {
  SHOP_TIME_ZONE: setting('The time zone of the shop’s days (IANA name).', z._default(z.string(), 'UTC')),
});
