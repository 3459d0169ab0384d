import * as z from 'zod/mini';
import { defineEvent } from '#lib/event.ts';

const told = {
  entryId: z.string().check(z.describe('The entry’s id.')),
  path: z.string().check(z.describe('Where it is, or was, on the site.')),
  revision: z.int().check(z.describe('What is, or was, shown.')),
  version: z.int().check(z.describe('The entry’s version by which it was decided.')),
};

/** From its `timestamp` on readers see this revision of an entry. */
export const EntryPublished = defineEvent({ type: 'entry.published', version: 1, data: z.object(told) });

/** From its `timestamp` on readers see nothing of the entry. */
export const EntryUnpublished = defineEvent({ type: 'entry.unpublished', version: 1, data: z.object(told) });
