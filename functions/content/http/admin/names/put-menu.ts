/** Puts a menu, whole: a new one, or in the place of the one that was there. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { created, ok } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { Menu, MenuRequest } from '../../../names/named.ts';
import { putNamed } from '../../../names/names-table.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/content/menus/{name}',
  call: 'admin.menus.put',
  access: 'staff:content',
  summary: 'A menu of the site. Honours If-Match.',
  params: { name: slugPattern },
  body: MenuRequest,
  returns: { 200: Menu, 201: Menu },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, body, ifMatch }) => {
  const { named, isNew } = await putNamed('menu', { name: params.name, ...body }, ifMatch);
  return isNew ? created(`/admin/content/menus/${named.name}`, named) : ok(named);
});
