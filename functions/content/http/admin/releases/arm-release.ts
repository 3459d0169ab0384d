/** Arms a release for a second: every member changes then, or none; the same again changes nothing. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { PriceListStarted, SlugTaken, VisibilityUnchanged } from '../../../../catalog/refusals.ts';
import { EndsBeforeStart } from '../../../../pricing/refusals.ts';
import {
  AtTooNear,
  FractionOfSecond,
  MemberInRelease,
  NotPublished,
  ReferenceMissing,
  ReleaseArmed,
  ReleaseEmpty,
  RevisionMissing,
  TooManySteps,
} from '../../../refusals.ts';
import { armRelease } from '../../../releases/arm-release.ts';
import { ArmRequest, ReleaseView, releaseViewOf } from '../../../releases/release.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/releases/{id}/arm',
  call: 'admin.releases.arm',
  access: 'staff:content',
  summary: 'Arm a release for a second, in one transaction: every member changes then, or none.',
  description:
    '`at` is at least twice the margin ahead (30 s, and 30 s for each 1,000 prices of its lists). Everything that members refer ' +
    'to must be there; until `at` nobody else changes them. What is not ready a margin ahead disarms the release, whole.',
  params: { id: idPattern('rel') },
  body: ArmRequest,
  refuses: [
    AtTooNear,
    EndsBeforeStart,
    FractionOfSecond,
    MemberInRelease,
    NotPublished,
    PriceListStarted,
    ReferenceMissing,
    ReleaseArmed,
    ReleaseEmpty,
    RevisionMissing,
    SlugTaken,
    TooManySteps,
    VisibilityUnchanged,
    PreconditionFailed,
  ],
  returns: { 200: ReleaseView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(releaseViewOf(await armRelease(params.id, body.at, { ifMatch, now }), now)),
);
