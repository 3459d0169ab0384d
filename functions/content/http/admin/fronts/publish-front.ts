/** Puts a revision into a front's timeline: from that second on every reader sees it. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { InRelease } from '../../../../catalog/refusals.ts';
import { PublishRequest, slugPattern } from '../../../entries/entry.ts';
import { AdminFront } from '../../../fronts/front.ts';
import { adminFrontOf } from '../../../fronts/front-view.ts';
import { publishFront } from '../../../fronts/manage-fronts.ts';
import { FractionOfSecond, ReferenceMissing, RevisionMissing, TooManySteps } from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/fronts/{slug}/publish',
  call: 'admin.fronts.publish',
  access: 'staff:content',
  summary: 'Publish a revision of a front, now or from a moment on; an old one to go back.',
  params: { slug: slugPattern },
  body: z.pick(PublishRequest, { revision: true, from: true }),
  refuses: [FractionOfSecond, InRelease, ReferenceMissing, RevisionMissing, TooManySteps, PreconditionFailed],
  returns: { 200: AdminFront },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(adminFrontOf(await publishFront(params.slug, body, { ifMatch, now }))),
);
