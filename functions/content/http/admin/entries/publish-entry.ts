/** Puts a revision into an entry's timeline: from that second on every reader sees it; no builder, no queue in between. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { InRelease, SlugTaken } from '../../../../catalog/refusals.ts';
import { EntrySummary, PublishRequest } from '../../../entries/entry.ts';
import { entrySummaryOf } from '../../../entries/entry-views.ts';
import { publishEntry } from '../../../entries/publish-entry.ts';
import {
  FractionOfSecond,
  ReferenceMissing,
  RevisionMissing,
  TooManySteps,
  UntilNotAfterFrom,
} from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/entries/{id}/publish',
  call: 'admin.entries.publish',
  access: 'staff:content',
  summary: 'Publish a revision, now or from a moment on, in whole seconds.',
  description:
    'A step of the timeline lasts until its `until`, or until the next one begins. Times in the past are now. Everything ' +
    'that it refers to must be there.',
  params: { id: idPattern('ent') },
  body: PublishRequest,
  refuses: [
    FractionOfSecond,
    InRelease,
    ReferenceMissing,
    RevisionMissing,
    SlugTaken,
    TooManySteps,
    UntilNotAfterFrom,
    PreconditionFailed,
  ],
  returns: { 200: EntrySummary },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(entrySummaryOf(await publishEntry(params.id, body, { ifMatch, now }), now)),
);
