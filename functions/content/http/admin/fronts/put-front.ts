/** Makes a revision of a front, whole; readers go on seeing what is published. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { AdminFront, FrontSource } from '../../../fronts/front.ts';
import { adminFrontOf } from '../../../fronts/front-view.ts';
import { putFront } from '../../../fronts/manage-fronts.ts';
import { FractionOfSecond, ItemTwice, UntilNotAfterFrom } from '../../../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/content/fronts/{slug}',
  call: 'admin.fronts.put',
  access: 'staff:content',
  summary: 'Make a revision of a front: `home`, or a section’s; honours If-Match.',
  description: 'At most 12 slots and 100 things in all, by hand or by list. A breaking alert is a slot.',
  params: { slug: slugPattern },
  body: FrontSource,
  refuses: [FractionOfSecond, ItemTwice, UntilNotAfterFrom],
  returns: { 200: AdminFront },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch, now }) =>
  ok(adminFrontOf(await putFront(params.slug, body, { ifMatch, now }))),
);
