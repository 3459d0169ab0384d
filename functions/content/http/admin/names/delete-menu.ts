/** Deletes a menu. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { noContent } from '#lib/reply.ts';
import { slugPattern } from '../../../entries/entry.ts';
import { removeNamed } from '../../../names/names-table.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/content/menus/{name}',
  call: 'admin.menus.delete',
  access: 'staff:content',
  summary: 'Delete a menu.',
  params: { name: slugPattern },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch }) => {
  await removeNamed('menu', params.name, ifMatch);
  return noContent();
});
