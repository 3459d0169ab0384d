/** Takes an entry out of the world, with the pictures that it alone uses: for what may not be shown by law. */
import * as z from 'zod/mini';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { idPattern } from '#lib/id.ts';
import { PreconditionFailed } from '#lib/refusals.ts';
import { ok } from '#lib/reply.ts';
import { InRelease } from '../../../../catalog/refusals.ts';
import { EntrySummary } from '../../../entries/entry.ts';
import { entrySummaryOf } from '../../../entries/entry-views.ts';
import { NotPublished } from '../../../refusals.ts';
import { withdrawEntry } from '../../../withdrawal/withdraw-entry.ts';

const User = z.object({
  kind: z.string().check(z.describe('`entry` or `product`.')),
  id: z.string().check(z.describe('Its id.')),
});
const Withdrawal = z.object({
  entry: EntrySummary.check(z.describe('The entry, as it is now.')),
  deletedMedia: z.array(z.string()).check(z.describe('Pictures that it alone used: their files are deleted now.')),
  keptMedia: z
    .array(
      z.object({
        id: z.string().check(z.describe('Its id.')),
        usedBy: z.array(User).check(z.describe('Who uses it beside the entry.')),
      }),
    )
    .check(z.describe('Pictures that others use, 20 of whom are named: their files stay.')),
});

export const contract = {
  method: 'POST',
  path: '/admin/content/entries/{id}/withdraw',
  call: 'admin.entries.withdraw',
  access: 'staff:content',
  summary: 'Withdraw at once: unpublish, delete the pictures that it alone uses, have the edge forget both.',
  description:
    'For what may not be shown any more. What would be shown later is taken back; pictures that something else uses stay, and are named. The edge forgets pages within six seconds, pictures within a minute; what browsers and others have copied remains with them. What an armed release is going to change is refused: disarm it first.',
  params: { id: idPattern('ent') },
  refuses: [InRelease, NotPublished, PreconditionFailed],
  returns: { 200: Withdrawal },
} as const satisfies Contract;

export const handler = http(contract, async ({ params, ifMatch, now }) => {
  const { stored, deleted, kept } = await withdrawEntry(params.id, { ifMatch, now });
  return ok({
    entry: entrySummaryOf(stored, now),
    deletedMedia: [...deleted],
    keptMedia: kept.map(({ mediaId, usedBy }) => ({ id: mediaId, usedBy })),
  });
});
