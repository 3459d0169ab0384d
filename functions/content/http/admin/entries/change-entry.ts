/** Makes a revision of an entry; readers go on seeing what is published. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { SlugTaken } from '../../../../catalog/refusals.ts';
import { AdminEntry, EntryPatch } from '../../../entries/entry.ts';
import { adminEntryOf } from '../../../entries/entry-views.ts';
import { changeEntry } from '../../../entries/manage-entries.ts';
import { PathReserved, PreconditionRequired } from '../../../refusals.ts';

export const contract = {
  method: 'PATCH',
  path: '/admin/content/entries/{id}',
  call: 'admin.entries.update',
  access: 'staff:content',
  summary: 'Make a revision of what is named; the rest stays. Requires If-Match.',
  description: 'Two editors never undo each other’s work: the version that was read is sent as `If-Match`.',
  params: { id: idPattern('ent') },
  body: EntryPatch,
  maxBytes: 1_000_000,
  refuses: [PathReserved, PreconditionRequired, SlugTaken],
  returns: { 200: AdminEntry },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(adminEntryOf(await changeEntry(params.id, body, { ifMatch, now }), now)),
);
