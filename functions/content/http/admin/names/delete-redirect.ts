/** Takes a redirect away. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { noContent } from '#lib/reply.ts';
import { removeRedirect } from '../../../names/manage-redirects.ts';

export const contract = {
  method: 'DELETE',
  path: '/admin/content/redirects/{id}',
  call: 'admin.redirects.delete',
  access: 'staff:content',
  summary: 'Take a redirect away.',
  params: { id: idPattern('red') },
  returns: { 204: null },
} as const satisfies Contract;

export const handler = http(contract, async ({ params }) => {
  await removeRedirect(params.id);
  return noContent();
});
