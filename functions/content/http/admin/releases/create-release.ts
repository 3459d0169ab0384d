/** Makes a release; nothing changes before it is armed. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created } from '#lib/reply.ts';
import { MemberTwice, ReferenceMissing, TooManyMembers } from '../../../refusals.ts';
import { createRelease } from '../../../releases/manage-releases.ts';
import { ReleaseRequest, ReleaseView, releaseViewOf } from '../../../releases/release.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/releases',
  call: 'admin.releases.create',
  access: 'staff:content',
  summary: 'Make a release: things that are to change for everybody at one second, or not at all.',
  body: ReleaseRequest,
  refuses: [MemberTwice, ReferenceMissing, TooManyMembers],
  returns: { 201: ReleaseView },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const release = await createRelease(body, now);
  return created(`/admin/content/releases/${release.id}`, releaseViewOf(release, now));
});
