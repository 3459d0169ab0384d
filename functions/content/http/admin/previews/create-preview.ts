/** Makes an address that shows a revision before it is published. */
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { NotFound } from '#lib/refusals.ts';
import { created } from '#lib/reply.ts';
import { makePreview, PreviewMade, PreviewRequest } from '../../../previews/preview.ts';
import { RevisionMissing } from '../../../refusals.ts';

export const contract = {
  method: 'POST',
  path: '/admin/content/previews',
  call: 'admin.previews.create',
  access: 'staff:content',
  secret: true,
  summary: 'Make an address that shows a revision of an entry or a front, as of a moment, for a week at most.',
  body: PreviewRequest,
  refuses: [NotFound, RevisionMissing],
  returns: { 201: PreviewMade },
} as const satisfies Contract;

export const handler = http(contract, async ({ body, now }) => {
  const made = await makePreview(body, now);
  return created(`/content/previews/${made.token}`, made);
});
