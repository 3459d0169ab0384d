import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';

/** The files of a picture are there, and it may be shown. */
export const MediaReady = defineEvent({
  type: 'media.ready',
  version: 1,
  data: z.object({ mediaId: z.string().check(z.describe('The medium’s id.')) }),
});

/** The file of a picture was not taken, or did not come from its address; it stays so. */
export const MediaRefused = defineEvent({
  type: 'media.refused',
  version: 1,
  data: z.object({
    mediaId: z.string().check(z.describe('The medium’s id.')),
    code: z.string().check(z.describe('Why, as a constant: `svg-refused`, `not-found`.')),
  }),
});
