/** Puts an author, whole: a new one, or in the place of the one that was there. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created, ok } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { Author, AuthorRequest } from '../../../names/named.ts';
import { putNamed } from '../../../names/names-table.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/content/authors/{slug}',
  call: 'admin.authors.put',
  access: 'staff:content',
  summary: 'Somebody who writes; entries show the name that they have now. Honours If-Match.',
  params: { slug: slugPattern },
  body: AuthorRequest,
  returns: { 200: Author, 201: Author },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) => {
  const { named, isNew } = await putNamed('author', { slug: params.slug, ...body }, ifMatch);
  return isNew ? created(`/admin/content/authors/${named.slug}`, named) : ok(named);
});
