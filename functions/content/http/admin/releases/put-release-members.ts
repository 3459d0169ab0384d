/** Says what a release changes, whole. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { MemberTwice, ReferenceMissing, ReleaseArmed, TooManyMembers } from '../../../refusals.ts';
import { putMembers } from '../../../releases/manage-releases.ts';
import { MembersRequest, ReleaseView, releaseViewOf } from '../../../releases/release.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/content/releases/{id}/members',
  call: 'admin.releases.setMembers',
  access: 'staff:content',
  summary:
    'What a release changes: at most 90 entries, fronts, unpublishings, price lists and products. Honours If-Match.',
  params: { id: idPattern('rel') },
  body: MembersRequest,
  refuses: [MemberTwice, ReferenceMissing, ReleaseArmed, TooManyMembers],
  returns: { 200: ReleaseView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(releaseViewOf(await putMembers(params.id, body.members, { ifMatch, now }), now)),
);
