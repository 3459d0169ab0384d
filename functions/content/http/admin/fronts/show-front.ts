/** Shows a front to staff: its latest revision, and what readers see when. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { AdminFront } from '../../../fronts/front.ts';
import { adminFrontOf } from '../../../fronts/front-view.ts';
import { readFront } from '../../../fronts/manage-fronts.ts';

export const contract = {
  method: 'GET',
  path: '/admin/content/fronts/{slug}',
  call: 'admin.fronts.get',
  access: 'staff:content',
  summary: 'A front: its latest revision, and what readers see when.',
  params: { slug: slugPattern },
  returns: { 200: AdminFront },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, now }) => ok(adminFrontOf(await readFront(params.slug, now))));
