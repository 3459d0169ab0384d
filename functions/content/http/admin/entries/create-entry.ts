/** Makes an entry with its first revision; a repeat is refused, since the address is taken. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { SlugMissing, SlugTaken } from '../../../../catalog/refusals.ts';
import { AdminEntry, NewEntry } from '../../../entries/entry.ts';
import { adminEntryOf } from '../../../entries/entry-views.ts';
import { createEntry } from '../../../entries/manage-entries.ts';
import { PathReserved } from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/entries',
  call: 'admin.entries.create',
  access: 'staff:content',
  summary: 'Write an article or a page; nobody sees it before it is published.',
  description:
    'What it refers to need not be there yet: publishing asks for that. Its text is rendered and sanitised when it is saved, ' +
    'and readers get what was saved.',
  body: NewEntry,
  maxBytes: 1_000_000,
  refuses: [PathReserved, SlugMissing, SlugTaken],
  returns: { 201: AdminEntry },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const draft = await createEntry(body, now);
  return created(`/admin/content/entries/${draft.entry.id}`, adminEntryOf(draft, now));
});
