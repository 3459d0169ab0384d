/** Disarms a release whole: every member is as it was before. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { ReleaseDecided, ReleaseNotArmed } from '../../../refusals.ts';
import { disarmRelease } from '../../../releases/disarm-release.ts';
import { ReleaseView, releaseViewOf } from '../../../releases/release.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/releases/{id}/disarm',
  call: 'admin.releases.disarm',
  access: 'staff:content',
  summary: 'Disarm a release, until half its margin ahead; one that has begun is undone by a release backwards.',
  params: { id: idPattern('rel') },
  refuses: [ReleaseDecided, ReleaseNotArmed, PreconditionFailed],
  returns: { 200: ReleaseView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch, now }) =>
  ok(releaseViewOf(await disarmRelease(params.id, null, { ifMatch, now }), now)),
);
