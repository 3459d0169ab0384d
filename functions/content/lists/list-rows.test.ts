import { expect, test } from 'vitest';
import { newId } from '#lib/id.ts';
import { type Write, writeIf } from '#lib/table.ts';
import type { Live } from '../entries/live.ts';
import { listOf, rowChanges, rowsDown } from './list-rows.ts';

const FIRST = '2026-01-01T00:00:00.000Z';
const LATER = '2026-06-01T00:00:00.000Z';

/** What is shown of an article with a tag, from its first moment on. */
const shownWith = (tag: string): Pick<Live, 'first' | 'steps'> => {
  const card = {
    kind: 'article' as const, slug: 'a', path: '/a', section: null, title: 'A', standfirst: null, tags: [tag], authors: [], image: null,
  }; // biome-ignore format: one line
  return { first: FIRST, steps: [{ from: FIRST, until: null, revision: 1, version: 1, card }] };
};
const nothing = { first: null, steps: [] };
const doneAll = (writes: readonly Write[]) => Promise.all(writes.map(writeIf));

test('a removal that comes late takes no row away that a later change has put', async () => {
  const [id, tag] = [newId('ent'), newId('tag').toLowerCase()];
  const isListed = async () => {
    const { rows } = await rowsDown(listOf({ tag }), { moment: LATER, limit: 5 });
    return rows.some(({ entryId }) => entryId === id);
  };
  await doneAll(rowChanges(id, nothing, shownWith(tag), 1).needed);
  expect(await isListed()).toBe(true);
  // A change takes the tag, a second one gives it back; the first one's removal is done last.
  const taken = rowChanges(id, shownWith(tag), shownWith('other'), 2);
  await doneAll(rowChanges(id, shownWith('other'), shownWith(tag), 3).needed);
  await doneAll(taken.left);
  expect(await isListed()).toBe(true);
  // One that is in its turn does.
  await doneAll(rowChanges(id, shownWith(tag), shownWith('other'), 4).left);
  expect(await isListed()).toBe(false);
});
