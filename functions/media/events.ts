import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';

/** The files of a picture are there, and it may be shown. */
export const MediaReady = defineEvent({
  type: 'media.ready',
  version: 1,
  data: z.object({ mediaId: z.string().check(z.describe('The medium’s id.')) }),
});
