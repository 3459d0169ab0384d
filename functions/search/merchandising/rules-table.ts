import * as z from 'zod/mini';
import { notFound, stale } from '#lib/refusals.ts';
import {
  batchGet, type Condition, get, type Item, put, putNew, query, queryAll, type Ref, remove, tableOf, update, type Write,
} from '#lib/table.ts'; // biome-ignore format: a list
import { TooManySearchRules } from '../refusals.ts';
import { limits, Pin, Synonyms } from './rules.ts';

/**
 * Keys, items and conditions of what staff adds to a search, in search's table: all of a kind under one key.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | set of synonyms | `synonyms` | `syn_…` |
 * | pin | `pins` | `pin_…` |
 * | how many there are, and the number of the last change | `synonyms`, `pins` | `count` |
 */
const table = tableOf('search');
const kinds = { synonyms: Synonyms, pins: Pin } as const;
export type Kind = keyof typeof kinds;
export type Rule<K extends Kind> = z.output<(typeof kinds)[K]>;
const prefixes = { synonyms: 'syn_', pins: 'pin_' } as const;

const ruleAt = (kind: Kind, id: string) => ({ table, key: { pk: kind, sk: id } });
const countAt = (kind: Kind) => ({ table, key: { pk: kind, sk: 'count' } });
const parsed = <K extends Kind>(kind: K, item: Item): Rule<K> => z.parse(kinds[kind] as z.ZodMiniType, item) as Rule<K>;

const wordOf = (kind: Kind): string => (kind === 'pins' ? 'pin' : 'set of synonyms');

/** The number of the last change of a kind rises with each; `by` is what it changes of how many there are. */
const counted = (kind: Kind, by: 1 | 0 | -1, condition: Condition = {}): Write =>
  update(
    table,
    countAt(kind).key,
    'ADD #count :by, #change :one SET #type = :type',
    { by, one: 1, type: 'count' },
    condition,
  );
const itemOf = <K extends Kind>(kind: K, rule: Rule<K>) => ({ ...ruleAt(kind, rule.id).key, type: kind, ...rule });

/** Makes the writes of a new rule, for one transaction. @throws, when executed, Refusal 422 `too-many-search-rules` */
export const creationWrites = <K extends Kind>(kind: K, rule: Rule<K>): Write[] => [
  putNew(table, itemOf(kind, rule)),
  counted(kind, 1, {
    if: 'attribute_not_exists(#count) OR #count < :most',
    values: { most: limits[kind] },
    refused: () => new TooManySearchRules(`There are ${limits[kind]} at most.`),
  }),
];

const isVersion = (kind: Kind, before: number): Condition => ({
  if: '#version = :before',
  values: { before },
  refused: (found) => (found ? stale() : notFound(wordOf(kind))),
});
/** Makes the writes of a rule's next version. @throws, when executed, Refusal 412 or 404 when another came first */
export const changeWrites = <K extends Kind>(kind: K, next: Rule<K>): Write[] => [
  put(table, itemOf(kind, next), isVersion(kind, next.version - 1)),
  counted(kind, 0),
];
/** Makes the writes of a rule's removal. @throws, when executed, Refusal 412 or 404 when another came first */
export const removalWrites = (kind: Kind, { id, version }: Pick<Rule<Kind>, 'id' | 'version'>): Write[] => [
  remove(table, ruleAt(kind, id).key, isVersion(kind, version)),
  counted(kind, -1),
];

/** Reads the numbers of the last changes, by one call: what was read before counts while they are the same. */
export const readChanges = async (): Promise<string> => {
  const items = await batchGet([countAt('synonyms'), countAt('pins')]);
  return items.map((item) => Number(item?.['change'] ?? 0)).join('.');
};

/** Reads a rule strongly. @throws Refusal 404 */
export const readRule = async <K extends Kind>(kind: K, id: string): Promise<Rule<K>> => {
  const item = await get(ruleAt(kind, id) as Ref, { consistent: true });
  if (!item) throw notFound(wordOf(kind));
  return parsed(kind, item);
};

/** Reads all of a kind strongly, the oldest first. */
export const readAll = async <K extends Kind>(kind: K): Promise<Rule<K>[]> => {
  const asked = { pk: kind, begins: prefixes[kind], limit: limits[kind], consistent: true };
  return (await queryAll(table, asked)).map((item) => parsed(kind, item));
};

/** Reads a page of a kind for staff, newest first. */
export const pageOfRules = async <K extends Kind>(
  kind: K,
  limit: number,
  after: Item | undefined,
): Promise<{ rules: Rule<K>[]; last: Item | undefined }> => {
  const asked = { pk: kind, begins: prefixes[kind], limit, after, newestFirst: true, consistent: true };
  const { items, last } = await query(table, asked);
  return { rules: items.map((item) => parsed(kind, item)), last };
};
