/** Deletes a section. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { noContent } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { removeSection } from '../../../names/manage-sections.ts';
import { SectionUsed } from '../../../refusals.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/content/sections/{slug}',
  call: 'admin.sections.delete',
  access: 'staff:content',
  summary: 'Delete a section in which no entry is.',
  params: { slug: slugPattern },
  refuses: [SectionUsed],
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await removeSection(params.slug, ifMatch);
  return noContent();
});
