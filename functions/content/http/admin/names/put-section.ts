/** Puts a section, whole: a new one, or in the place of the one that was there. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created, ok } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { putSection } from '../../../names/manage-sections.ts';
import { Section, SectionRequest } from '../../../names/named.ts';
import { PathReserved, PathTaken } from '../../../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/content/sections/{slug}',
  call: 'admin.sections.put',
  access: 'staff:content',
  summary: 'A section: its front is a page of the site, its entries lie below. Honours If-Match.',
  params: { slug: slugPattern },
  body: SectionRequest,
  refuses: [PathReserved, PathTaken],
  returns: { 200: Section, 201: Section },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) => {
  const { named, isNew } = await putSection({ slug: params.slug, ...body }, ifMatch);
  return isNew ? created(`/admin/content/sections/${named.slug}`, named) : ok(named);
});
