import { expect, test } from 'vitest';
import { staffKey, unique } from '../../../functions/catalog/fixtures/catalog.ts';
import { articleWith, byTag, collectionWith } from '../../../functions/catalog/fixtures/collections.ts';
import { draft } from '../../../functions/content/fixtures/newsroom.ts';
import { messagesIn, queueOf } from '../../../test/support/look.ts';
import { sendAllToRebuild } from './send-all.ts';

test('every product, collection and entry is sent, in groups; a dry run sends nothing', async () => {
  const { productId } = await articleWith();
  const { id: collectionId } = await collectionWith(await staffKey(), byTag(unique('tag')));
  const { id: entryId } = await draft();
  const told: number[] = [];
  const counted = await sendAllToRebuild({ dryRun: true, progress: ({ entries }) => told.push(entries) });
  expect(await messagesIn(queueOf('content', 'rebuild-revisions'))).toEqual([]);
  const sent = await sendAllToRebuild({ dryRun: false, progress: () => undefined });
  // Other tests make things meanwhile, and none is taken away.
  expect(told.at(-1)).toBe(counted.entries);
  for (const kind of ['products', 'collections', 'entries'] as const)
    expect(sent[kind]).toBeGreaterThanOrEqual(counted[kind]);
  const descriptions = await messagesIn(queueOf('catalog', 'rebuild-descriptions'));
  const entries = await messagesIn(queueOf('content', 'rebuild-revisions'));
  const all = {
    products: descriptions.flatMap(({ productIds }) => productIds) as string[],
    collections: descriptions.flatMap(({ collectionIds }) => collectionIds) as string[],
    entries: entries.flatMap(({ entryIds }) => entryIds) as string[],
  };
  expect([all.products.length, all.collections.length, all.entries.length]).toEqual([
    sent.products,
    sent.collections,
    sent.entries,
  ]);
  expect(all.products).toContain(productId);
  expect(all.collections).toContain(collectionId);
  expect(all.entries).toContain(entryId);
  expect(Math.max(...descriptions.map(({ productIds }) => productIds.length))).toBeLessThanOrEqual(25);
});
