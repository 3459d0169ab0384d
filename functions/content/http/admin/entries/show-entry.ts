/** Shows an entry to staff: its latest revision, and what readers see when. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { AdminEntry } from '../../../entries/entry.ts';
import { adminEntryOf } from '../../../entries/entry-views.ts';
import { readDraft } from '../../../entries/manage-entries.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/entries/{id}',
  call: 'admin.entries.get',
  access: 'staff:content',
  summary: 'An entry: its latest revision, and what readers see when.',
  params: { id: idPattern('ent') },
  returns: { 200: AdminEntry },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, now }) =>
  ok(adminEntryOf(await readDraft(params.id, now), now)),
);
