import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { packJson, unpackJson } from '#lib/compress.ts';
import { get, query, update, write } from '#lib/table.ts';
import { deliver } from '../../../test/support/shop.ts';
import { metered } from '../../catalog/fixtures/catalog.ts';
import { table } from '../content-table.ts';
import { article, done, draft, later, publish, read, staff, stopClock } from '../fixtures/newsroom.ts';
import * as changeEntry from '../http/admin/entries/change-entry.ts';
import * as rebuild from '../queue/rebuild-revisions.ts';
import { rebuildRevisions } from './rebuild-revisions.ts';
import { revisionAt } from './revisions-table.ts';

beforeEach(() => void stopClock());
afterEach(() => void vi.useRealTimers());

const EVIL = '<p>Good.</p><script>alert(1)</script>';
/** Makes a revision's document one that a filter before the first let a script through. */
const plant = async (id: string, number: number): Promise<void> => {
  const item = await get(revisionAt(id, number), { consistent: true });
  const document = unpackJson(item?.['document']) as { body: object };
  const body = { filterVersion: 0, blocks: [{ type: 'html', html: EVIL }] };
  const values = { document: packJson({ ...document, body }), older: 0 };
  await write(update(table, revisionAt(id, number).key, 'SET #document = :document, #filterVersion = :older', values));
};
const itemsOf = async (id: string) => (await query(table, { pk: id, limit: 100, consistent: true })).items;
const blocks = [{ type: 'text', markdown: 'Good. <script>alert(1)</script>' }];

test('a document that an older filter let a script through is clean afterwards, and nothing else has changed', async () => {
  const story = await article({ blocks });
  await done(staff(changeEntry, { params: { id: story.id }, body: { title: 'Next' }, headers: { 'if-match': '"2"' } }));
  const [clean, others] = [
    await itemsOf(story.id),
    (await itemsOf(story.id)).filter(({ sk }) => !String(sk).startsWith('rev#')),
  ];
  for (const number of [1, 2]) await plant(story.id, number);
  expect((await read(story.slug)).text).toContain('<script');
  const message = { entryIds: [story.id, 'ent_00000000000000000000000000'] };
  expect(await deliver(rebuild, [message, message])).toBe(0);
  expect((await itemsOf(story.id)).filter(({ sk }) => !String(sk).startsWith('rev#'))).toEqual(others);
  expect(await itemsOf(story.id)).toEqual(clean);
  // Documents are held for a minute.
  later(61_000);
  const shown = await read(story.slug);
  expect([shown.status, shown.body.blocks[0].html.includes('script'), shown.body.version]).toEqual([200, false, 1]);
  await done(publish(story.id));
  later(2000);
  expect((await read(story.slug)).text).not.toContain('<script');
  const { used } = await metered(() => rebuildRevisions(story.id));
  expect([used.writeUnits, used.calls]).toEqual([0, 1]);
});

test('many revisions are gone through in steps, each from where the one before ended', async () => {
  const story = await draft({ blocks });
  for (let version = 1; version < 24; version += 1)
    await done(
      staff(changeEntry, {
        params: { id: story.id },
        body: { title: `T${version}` },
        headers: { 'if-match': `"${version}"` },
      }),
    );
  for (let number = 1; number <= 24; number += 1) await plant(story.id, number);
  const older = async () => (await itemsOf(story.id)).filter((item) => item['filterVersion'] === 0).length;
  await expect(rebuildRevisions(story.id, 0)).rejects.toThrow('more revisions');
  expect(await older()).toBe(14);
  await expect(rebuildRevisions(story.id, 0)).rejects.toThrow('more revisions');
  expect(await deliver(rebuild, [{ entryIds: [story.id] }])).toBe(0);
  expect(await older()).toBe(0);
});
