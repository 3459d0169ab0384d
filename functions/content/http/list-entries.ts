/** Lists articles that are shown, newest first: two queries and one batch, whatever their number. */
import * as z from 'zod/mini';
import { acrossFlips } from '#lib/across-flips.ts';
import { type Contract, pageOf, pageQuery } from '#lib/contract.ts';
import { fromCursor, toCursor } from '#lib/cursor.ts';
import { http } from '#lib/http.ts';
import { line } from '#lib/text.ts';
import { EntryCard, Slug } from '../entries/entry.ts';
import { listOf, type Row } from '../lists/list-rows.ts';
import { readEntries } from '../reading/list-entries.ts';
import { remembered, shownReply } from '../reading/shown.ts';

export const contract = {
  method: 'GET',
  path: '/content/entries',
  call: 'content.entries',
  access: 'public',
  summary: 'Articles, newest first, by section, tag or author; a page may be short.',
  query: z.strictObject({
    ...pageQuery,
    section: z.optional(Slug).check(z.describe('Only those of this section.')),
    tag: z.optional(line(60)).check(z.describe('Only those with this tag.')),
    author: z.optional(Slug).check(z.describe('Only those by this author.')),
  }),
  returns: { 200: pageOf(EntryCard) },
} as const satisfies Contract;

export const handler = http(
  contract,
  acrossFlips(async ({ query: { limit, cursor, ...query } }) => {
    const list = `entries#${listOf(query)}`;
    const below = fromCursor(list, cursor) as Row | undefined;
    return shownReply(
      await remembered(['entries', query, limit, cursor], async (moment) => {
        const { cards, last, flips } = await readEntries(query, { moment, limit, below });
        return { body: { items: cards, nextCursor: toCursor(list, last && { ...last }) }, flips };
      }),
    );
  }),
);
