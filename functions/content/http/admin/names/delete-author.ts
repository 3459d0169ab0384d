/** Deletes an author. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { noContent } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { removeNamed } from '../../../names/names-table.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/content/authors/{slug}',
  call: 'admin.authors.delete',
  access: 'staff:content',
  summary: 'Delete an author; entries leave them out.',
  params: { slug: slugPattern },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await removeNamed('author', params.slug, ifMatch);
  return noContent();
});
