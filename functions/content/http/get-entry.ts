/** Answers an entry as it is now, with what it refers to filled in; a former slug leads to the present one. */
import { acrossFlips } from '#lib/across-flips.ts';
import type { Contract } from '#lib/contract.ts';
import { http } from '#lib/http.ts';
import { movedReply, notThere, shownReply } from '../../catalog/public.ts';
import { slugPattern } from '../entries/entry.ts';
import { EntryView } from '../reading/entry-page.ts';
import { findAtSlug } from '../reading/find-entry.ts';

export const contract = {
  method: 'GET',
  path: '/content/entries/{slug}',
  call: 'content.entry',
  access: 'public',
  summary: 'An entry as it is now; a former slug answers 301.',
  params: { slug: slugPattern },
  returns: { 200: EntryView, 301: null },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ params }) => {
    const { body, ...shown } = await findAtSlug(params.slug);
    if (body.kind === 'moved') return movedReply(`/api/v1/content/entries/${encodeURIComponent(body.slug)}`, shown);
    if (body.kind !== 'entry') throw notThere('entry', shown);
    return shownReply({ ...shown, body: body.entry });
  }),
);
