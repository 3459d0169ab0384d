/** Ends what readers see of an entry, now or at a moment. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { InRelease } from '../../../../catalog/refusals.ts';
import { EntrySummary } from '../../../entries/entry.ts';
import { entrySummaryOf } from '../../../entries/entry-views.ts';
import { unpublishEntry } from '../../../entries/publish-entry.ts';
import { FractionOfSecond, NotPublished } from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/entries/{id}/unpublish',
  call: 'admin.entries.unpublish',
  access: 'staff:content',
  summary: 'Unpublish, now or at a moment; what would be shown later is taken back. The address stays the entry’s own.',
  params: { id: idPattern('ent') },
  body: z.strictObject({
    at: z.optional(z.iso.datetime({ offset: true })).check(z.describe('From when on nothing is shown; now without.')),
  }),
  refuses: [FractionOfSecond, InRelease, NotPublished, PreconditionFailed],
  returns: { 200: EntrySummary },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(entrySummaryOf(await unpublishEntry(params.id, body.at, { ifMatch, now }), now)),
);
