import type { Flip } from '#lib/lifetime.ts';
import type { EntryCard } from '../entries/entry.ts';
import { isWithin, type ListQuery, listOf, lookDown, type Row } from '../lists/list-rows.ts';
import { fill } from './fill.ts';

/** A page of a list as of a moment, and where it goes on. */
interface EntryPage {
  readonly cards: EntryCard[];
  readonly last: Row | undefined;
  readonly flips: readonly Flip[];
}

/**
 * Reads a page of a list: two queries side by side and one batch, whatever the number of entries. A row says where to look;
 * an entry is shown as its live item says, and passed over where that says otherwise, so a page may be short.
 * @param moment ISO 8601 in UTC
 */
export const readEntries = async (
  query: ListQuery,
  { moment, limit, below, from }: { moment: string; limit: number; below?: Row | undefined; from?: string },
): Promise<EntryPage> => {
  const list = listOf(query);
  const asked = { moment, below, limit, ...(from === undefined ? {} : { from }) };
  const { rows, more, flips: ahead } = await lookDown(list, asked);
  const { entries, flips } = await fill({ entries: rows.map(({ entryId }) => entryId) }, moment);
  const cards = rows.flatMap(({ first, entryId }) => {
    const found = entries.get(entryId);
    // A row that a moved publication left behind, or one of a list that the entry has left.
    return found && found.card.publishedAt === first && isWithin(found.stored, query) ? [found.card] : [];
  });
  return {
    cards,
    last: more ? rows.at(-1) : undefined,
    flips: [...flips, ...ahead],
  };
};
