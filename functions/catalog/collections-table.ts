import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { notFound, refusal, stale } from '#lib/problem.ts';
import {
  batchGetAll, get, type Item, type Key, put, putNew, query, queryAll, type Ref, remove, update, type Write,
} from '#lib/table.ts'; // biome-ignore format: a list
import { table, titleKey } from './catalog-table.ts';
import { Collection, CollectionCard, CollectionCondition, ListedCollection, limits } from './collection.ts';

/**
 * Keys, items and conditions of collections, in the catalog's table. Which products one has is written on the products.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | collection | `collections` | `col_…` |
 * | its address, old ones too | `collection#<slug>` | `slug` |
 * | its rule, read with all others | `collection-rules` | `col_…` |
 * | how many rules there are | `collection-rules` | `count` |
 * | its card in the public list, while it is active | `list#collections` | `<title>#col_…` |
 */
const at = (pk: string, sk: string): Ref & { readonly key: Key } => ({ table, key: { pk, sk } });
const collectionAt = (id: string) => at('collections', id);
const slugAt = (slug: string) => at(`collection#${slug}`, 'slug');
const ruleAt = (id: string) => at('collection-rules', id);
const countAt = at('collection-rules', 'count');
const PUBLIC_LIST = 'list#collections';

/** A rule as it is kept; `version` is the collection's when its rule was last changed. */
const StoredRule = z.object({
  id: z.string(),
  version: z.int(),
  match: z.enum(['all', 'any']),
  conditions: z.array(CollectionCondition),
});
export type StoredRule = z.infer<typeof StoredRule>;

/**
 * All that a collection's creation, change or removal writes, for one transaction.
 * @param slugOwner whose the new address was when it was read
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
  ...cardWrites(before, next),
];

const ownWrite = (before: Collection | undefined, next: Collection | undefined): Write[] => {
  const condition = {
    if: '#version = :before',
    values: { before: before?.version ?? 0 },
    refused: (found: Item | undefined) =>
      found ? stale('The collection was changed at the same moment.') : notFound('collection'),
  };
  if (!next) return before ? [remove(table, collectionAt(before.id).key, condition)] : [];
  const item = { ...collectionAt(next.id).key, type: 'collection', ...next };
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

export const slugTaken = (slug: string) =>
  refusal(409, 'slug-taken', `There is, or was, a collection at ${JSON.stringify(slug)}.`, { slug });

/** The rule is put when it is another: the products are gone through then, and not for another title. */
const ruleWrites = (before: Collection | undefined, next: Collection | undefined): Write[] => {
  const [old, rule] = [ruleOf(before), ruleOf(next)];
  const count = (by: 1 | -1, condition = {}) =>
    update(table, countAt.key, 'ADD #count :by SET #type = :type', { by, type: 'count' }, condition);
  if (!rule) return old ? [remove(table, ruleAt(old.id).key), count(-1)] : [];
  if (old && isDeepStrictEqual({ ...old, version: 0 }, { ...rule, version: 0 })) return [];
  const write = put(table, { ...ruleAt(rule.id).key, type: 'collection-rule', ...rule });
  if (old) return [write];
  const room = {
    if: 'attribute_not_exists(#count) OR #count < :most',
    values: { most: limits.automated },
    refused: () => refusal(422, 'too-many-collections', `A shop has at most ${limits.automated} collections by rule.`),
  };
  return [write, count(1, room)];
};

const ruleOf = (collection: Collection | undefined): StoredRule | undefined =>
  collection?.kind === 'automated' ? z.parse(StoredRule, collection) : undefined;

const cardWrites = (before: Collection | undefined, next: Collection | undefined): Write[] => {
  const cardOf = (one: Collection | undefined): (Item & Key) | undefined =>
    one?.active
      ? { pk: PUBLIC_LIST, sk: `${titleKey(one.title)}#${one.id}`, ...z.parse(CollectionCard, one) }
      : undefined;
  const [old, card] = [cardOf(before), cardOf(next)];
  return [
    ...(old && old.sk !== card?.sk ? [remove(table, old)] : []),
    ...(card && !isDeepStrictEqual(old, card) ? [put(table, { ...card, type: 'collection-card' })] : []),
  ];
};

const collectionFrom = (item: Item | undefined): Collection | undefined => item && z.parse(Collection, item);

/** Reads a collection strongly. */
export const findCollection = async (id: string): Promise<Collection | undefined> =>
  collectionFrom(await get(collectionAt(id), { consistent: true }));

/** Reads collections strongly; those that there are. */
export const readCollections = async (ids: readonly string[]): Promise<Collection[]> => {
  const items = await batchGetAll(ids.map(collectionAt), { consistent: true });
  return items.flatMap((item) => collectionFrom(item) ?? []);
};

/** Whose an address is, read strongly; the collection may be removed by now. */
export const readSlugOwner = async (slug: string): Promise<string | undefined> => {
  const item = await get(slugAt(slug), { consistent: true });
  return item && String(item['collectionId']);
};

/** The collection that shoppers find at an address, under its address of now; two lookups. */
export const collectionOfSlug = async (slug: string): Promise<Collection | undefined> => {
  const item = await get(slugAt(slug));
  const collection = item && collectionFrom(await get(collectionAt(String(item['collectionId']))));
  return collection?.active ? collection : undefined;
};

/** Every rule of the shop, read strongly by one query. */
export const readRules = async (): Promise<StoredRule[]> => {
  const items = await queryAll(table, {
    pk: 'collection-rules',
    begins: 'col_',
    limit: limits.automated,
    consistent: true,
  });
  return items.map((item) => z.parse(StoredRule, item));
};

/** A collection's rule, read strongly. */
export const readRule = async (id: string): Promise<StoredRule | undefined> => {
  const item = await get(ruleAt(id), { consistent: true });
  return item && z.parse(StoredRule, item);
};

/** A page of collections for staff, newest first. */
export const pageOfCollections = async (
  limit: number,
  after: Item | undefined,
): Promise<{ collections: ListedCollection[]; last: Item | undefined }> => {
  const project = Object.keys(ListedCollection.shape);
  const { items, last } = await query(table, { pk: 'collections', limit, after, newestFirst: true, project });
  return { collections: items.map((item) => z.parse(ListedCollection, item)), last };
};

/** A page of the collections that are shown, by title. */
export const pageOfCards = async (
  limit: number,
  after: Item | undefined,
): Promise<{ cards: CollectionCard[]; last: Item | undefined }> => {
  // One more than is shown tells whether there is a next page.
  const { items } = await query(table, { pk: PUBLIC_LIST, limit: limit + 1, after });
  const end = items.length > limit ? items[limit - 1] : undefined;
  return {
    cards: items.slice(0, limit).map((item) => z.parse(CollectionCard, item)),
    last: end && { pk: end['pk'], sk: end['sk'] },
  };
};
