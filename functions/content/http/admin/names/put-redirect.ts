/** Has a path lead on to another one of this site; never in a circle. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { ok } from '#lib/reply.ts';
import { putRedirect } from '../../../names/manage-redirects.ts';
import { RedirectRequest, RedirectView } from '../../../names/named.ts';
import { PathReserved, PathTaken, RedirectCircle, RedirectElsewhere } from '../../../refusals.ts';

export const contract = {
  method: 'PUT',
  path: '/admin/content/redirects',
  call: 'admin.redirects.put',
  access: 'staff:content',
  summary: 'Have a path lead on to another one; the same path again is led elsewhere.',
  body: RedirectRequest,
  refuses: [PathReserved, PathTaken, RedirectCircle, RedirectElsewhere],
  returns: { 200: RedirectView },
} as const satisfies Contract;

export const handler = http(contract, async ({ body }) => ok(await putRedirect(body)));
