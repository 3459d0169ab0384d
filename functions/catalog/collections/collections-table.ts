import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { notFound, stale } from '#lib/refusals.ts';
import {
  batchGet, get, type Item, type Key, put, putNew, query, remove, update, type Write,
} from '#lib/table.ts'; // biome-ignore format: a list
import { ttlCache } from '#lib/ttl-cache.ts';
import { at, table } from '../catalog-table.ts';
import { titleKey } from '../documents/list-entries-table.ts';
import { FILTER_VERSION, isOfOlderFilter, safeHtml } from '../product/description.ts';
import { SlugTaken } from '../refusals.ts';
import { Collection, CollectionSummary, ListedCollection } from './collection.ts';
import { ruleWrites } from './collection-rules-table.ts';

/**
 * Keys, items and conditions of collections, in the catalog's table; their rules lie apart, in
 * `collection-rules-table.ts`. Which products one has is written on the products.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | collection | `collections` | `col_…` |
 * | its address, old ones too | `collection#<slug>` | `slug` |
 * | its summary in the public list, while it is active | `list#collections` | `<title>#col_…` |
 */
export const collectionAt = (id: string) => at('collections', id);
const slugAt = (slug: string) => at(`collection#${slug}`, 'slug');
const PUBLIC_LIST = 'list#collections';

/**
 * Makes every write of a collection's creation, change or removal, for one transaction.
 * @param slugOwner the collection that had the new slug when it was read
 * @throws, when executed, Refusal 412 or 404 when another came first, 409 `slug-taken`, 422 `too-many-collections`
 */
export const collectionWrites = (
  before: Collection | undefined,
  next: Collection | undefined,
  slugOwner?: string | undefined,
): Write[] => [
  ...ownWrite(before, next),
  ...(next && next.slug !== before?.slug ? [slugWrite(next, slugOwner)] : []),
  ...ruleWrites(before, next),
  ...summaryWrites(before, next),
];

const ownWrite = (before: Collection | undefined, next: Collection | undefined): Write[] => {
  const condition = {
    if: '#version = :before',
    values: { before: before?.version ?? 0 },
    refused: (found: Item | undefined) =>
      found ? stale('The collection was changed at the same moment.') : notFound('collection'),
  };
  if (!next) return before ? [remove(table, collectionAt(before.id).key, condition)] : [];
  const item = { ...collectionAt(next.id).key, type: 'collection', filterVersion: FILTER_VERSION, ...next };
  return [before ? put(table, item, condition) : putNew(table, item)];
};

const slugWrite = ({ id, slug }: Collection, owner: string | undefined): Write =>
  put(
    table,
    { ...slugAt(slug).key, type: 'collection-slug', collectionId: id },
    {
      ...(owner === undefined
        ? { if: 'attribute_not_exists(pk)' }
        : { if: '#collectionId = :owner', values: { owner } }),
      refused: () => slugTaken(slug),
    },
  );

/** Makes the refusal of a slug that another collection has. */
export const slugTaken = (slug: string) =>
  new SlugTaken(`There is, or was, a collection at ${JSON.stringify(slug)}.`, { slug });

const summaryWrites = (before: Collection | undefined, next: Collection | undefined): Write[] => {
  const summaryOf = (one: Collection | undefined): (Item & Key) | undefined =>
    one?.active
      ? { pk: PUBLIC_LIST, sk: `${titleKey(one.title)}#${one.id}`, ...z.parse(CollectionSummary, one) }
      : undefined;
  const [old, summary] = [summaryOf(before), summaryOf(next)];
  return [
    ...(old && old.sk !== summary?.sk ? [remove(table, old)] : []),
    ...(summary && !isDeepStrictEqual(old, summary) ? [put(table, { ...summary, type: 'collection-card' })] : []),
  ];
};

const collectionFrom = (item: Item | undefined): Collection | undefined => item && z.parse(Collection, item);

/**
 * Makes the writes that keep a collection's description, and its summary's, as the present filter makes it; none where it does
 * already. Conditional on the version that was read; no new version.
 */
export const collectionDescriptionWrites = (item: Item): Write[] => {
  if (!isOfOlderFilter(item)) return [];
  const before = z.parse(Collection, item);
  const next = { ...before, description: safeHtml(before.description) };
  const { id, version, description } = next;
  const own = update(
    table,
    collectionAt(id).key,
    'SET #description = :description, #filterVersion = :filter',
    { description, filter: FILTER_VERSION },
    { if: '#version = :version', values: { version } },
  );
  return [own, ...summaryWrites(before, next)];
};

/** Reads a collection strongly. */
export const findCollection = async (id: string): Promise<Collection | undefined> =>
  collectionFrom(await get(collectionAt(id), { consistent: true }));

/** Reads collections strongly; those that exist, in the order of the ids. */
export const readCollections = async (ids: readonly string[]): Promise<Collection[]> => {
  const items = await batchGet(ids.map(collectionAt), { consistent: true });
  return items.flatMap((item) => collectionFrom(item) ?? []);
};

/** Slugs of collections by their id, empty where none is shown: as they were read within five seconds. */
const shownSlugs = ttlCache<string>(5000, 10_000);

/** Reads the slugs of those collections that are shown, by id: one call for those that were not read within five seconds. */
export const readShownSlugs = async (ids: readonly string[]): Promise<Map<string, string>> => {
  const named = [...new Set(ids)];
  const unread = named.filter((id) => shownSlugs.get(id) === undefined);
  const items = await batchGet(unread.map(collectionAt), { project: ['slug', 'active'] });
  const read = new Map(unread.map((id, index) => [id, items[index]?.['active'] ? String(items[index]['slug']) : '']));
  for (const [id, slug] of read) shownSlugs.set(id, slug);
  return new Map(
    named.flatMap((id) => {
      const slug = read.get(id) ?? shownSlugs.get(id);
      return slug ? [[id, slug] as const] : [];
    }),
  );
};

/** Reads the id of the collection that has or had a slug, strongly; it may be removed by now. */
export const readSlugOwner = async (slug: string): Promise<string | undefined> => {
  const item = await get(slugAt(slug), { consistent: true });
  return item && String(item['collectionId']);
};

/** Reads the collection that is shown at a slug, a former one of it too, by two look-ups. */
export const collectionOfSlug = async (slug: string): Promise<Collection | undefined> => {
  const item = await get(slugAt(slug));
  const collection = item && collectionFrom(await get(collectionAt(String(item['collectionId']))));
  return collection?.active ? collection : undefined;
};

/** Reads a page of collections for staff, newest first. */
export const pageOfCollections = async (
  limit: number,
  after: Item | undefined,
): Promise<{ collections: ListedCollection[]; last: Item | undefined }> => {
  const project = Object.keys(ListedCollection.shape);
  const { items, last } = await query(table, { pk: 'collections', limit, after, newestFirst: true, project });
  return { collections: items.map((item) => z.parse(ListedCollection, item)), last };
};

/** Reads a page of the collections that are shown, by title. */
export const pageOfSummaries = async (
  limit: number,
  after: Item | undefined,
): Promise<{ summaries: CollectionSummary[]; last: Item | undefined }> => {
  // One more than the page has shows whether there is a next one; a query that ends early has read its megabyte.
  const { items, last } = await query(table, { pk: PUBLIC_LIST, limit: limit + 1, after });
  const end = items.length > limit ? items[limit - 1] : last && items.at(-1);
  return {
    summaries: items.slice(0, limit).map((item) => z.parse(CollectionSummary, item)),
    last: end && { pk: end['pk'], sk: end['sk'] },
  };
};
