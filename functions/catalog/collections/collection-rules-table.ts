import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { get, put, queryAll, remove, update, type Write } from '#lib/table.ts';
import { at, table } from '../catalog-table.ts';
import { TooManyCollections } from '../refusals.ts';
import { type Collection, CollectionCondition, limits } from './collection.ts';

/**
 * Keys, items and conditions of the rules of collections, in the catalog's table: one query reads all of them.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | rule of a collection | `collection-rules` | `col_…` |
 * | how many there are | `collection-rules` | `count` |
 */
const ruleAt = (id: string) => at('collection-rules', id);
const countAt = at('collection-rules', 'count');

/** A rule as it is stored; `version` is the collection's when its rule was last changed. */
const StoredRule = z.object({
  id: z.string(),
  version: z.int(),
  match: z.enum(['all', 'any']),
  conditions: z.array(CollectionCondition),
});
export type StoredRule = z.infer<typeof StoredRule>;

/**
 * Makes the writes that a change of a collection needs for its rule: none when the rule is the same, so that another
 * title does not have the whole shop compared.
 * @throws, when executed, Refusal 422 `too-many-collections`
 */
export const ruleWrites = (before: Collection | undefined, next: Collection | undefined): Write[] => {
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
    refused: () => new TooManyCollections(`A shop has at most ${limits.automated} collections by rule.`),
  };
  return [write, count(1, room)];
};

const ruleOf = (collection: Collection | undefined): StoredRule | undefined =>
  collection?.kind === 'automated' ? z.parse(StoredRule, collection) : undefined;

/** Reads every rule of the shop, at most 200, strongly by one query. */
export const readRules = async (): Promise<StoredRule[]> => {
  const items = await queryAll(table, {
    pk: 'collection-rules',
    begins: 'col_',
    limit: limits.automated,
    consistent: true,
  });
  return items.map((item) => z.parse(StoredRule, item));
};

/** Reads a collection's rule, strongly. */
export const readRule = async (id: string): Promise<StoredRule | undefined> => {
  const item = await get(ruleAt(id), { consistent: true });
  return item && z.parse(StoredRule, item);
};
