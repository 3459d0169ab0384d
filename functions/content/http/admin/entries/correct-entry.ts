/** Adds a correction to an entry, which readers see with it at once; its place in lists stays. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { CorrectionRequest, EntrySummary } from '../../../entries/entry.ts';
import { entrySummaryOf } from '../../../entries/entry-views.ts';
import { correctEntry } from '../../../entries/publish-entry.ts';
import { NotPublished, TooManyCorrections } from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/entries/{id}/corrections',
  call: 'admin.entries.correct',
  access: 'staff:content',
  summary: 'Say what was wrong in a published entry; it is shown with it at once.',
  params: { id: idPattern('ent') },
  body: CorrectionRequest,
  refuses: [NotPublished, TooManyCorrections, PreconditionFailed],
  returns: { 200: EntrySummary },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(entrySummaryOf(await correctEntry(params.id, body.text, { ifMatch, now }), now)),
);
