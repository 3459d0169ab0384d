/** Shows a release to staff. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { ok } from '#lib/reply.ts';
import { ReleaseView, releaseViewOf } from '../../../releases/release.ts';
import { readRelease } from '../../../releases/releases-table.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/releases/{id}',
  call: 'admin.releases.get',
  access: 'staff:content',
  summary: 'A release: what it changes, when, and why it was disarmed.',
  params: { id: idPattern('rel') },
  returns: { 200: ReleaseView },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, now }) => ok(releaseViewOf(await readRelease(params.id), now)));
