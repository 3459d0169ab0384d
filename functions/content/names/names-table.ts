import * as z from 'zod/mini';
import { notFound, stale } from '#lib/refusals.ts';
import { batchGet, get, type Item, put, putNew, query, type Ref, remove, transact, type Write } from '#lib/table.ts';
import { at, table } from '../content-table.ts';
import { Author, Menu, Section } from './named.ts';

/**
 * Sections, authors and menus: each an item of its own (`section#<slug>` / `section`), so that pages that name different
 * ones read different keys, and a place in the list of its kind (`sections` / `<slug>`), which only staff read.
 */
const kinds = { section: Section, author: Author, menu: Menu } as const;
export type Kind = keyof typeof kinds;
export type Named<K extends Kind> = z.output<(typeof kinds)[K]>;

const nameOf = (named: Readonly<Record<string, unknown>>): string => String(named['slug'] ?? named['name']);
const namedAt = (kind: Kind, name: string): Ref => at(`${kind}#${name}`, kind);
export const sectionAt = (slug: string): Ref => namedAt('section', slug);
export const authorAt = (slug: string): Ref => namedAt('author', slug);
const placeKey = (kind: Kind, name: string) => at(`${kind}s`, name).key;

/** Parses one of a kind; undefined where there is none. */
export const namedFrom = <K extends Kind>(kind: K, item: Item | undefined): Named<K> | undefined =>
  item && (z.parse(kinds[kind] as z.ZodMiniType, item) as Named<K>);

/** Reads one as it was a moment ago; undefined where there is none. */
export const findNamed = async <K extends Kind>(kind: K, name: string): Promise<Named<K> | undefined> =>
  namedFrom(kind, await get(namedAt(kind, name)));

/** Reads one as it is now. @throws Refusal 404 */
const readNamed = async <K extends Kind>(kind: K, name: string): Promise<Named<K>> => {
  const found = namedFrom(kind, await get(namedAt(kind, name), { consistent: true }));
  if (!found) throw notFound(kind);
  return found;
};

/**
 * Puts one, new or in the place of the version that was read.
 * @param also what else changes with it
 * @throws Refusal 412 when it is not the version that the caller read
 */
export const putNamed = async <K extends Kind>(
  kind: K,
  named: Omit<Named<K>, 'version'>,
  ifMatch: number | undefined,
  also: readonly Write[] = [],
): Promise<{ named: Named<K>; isNew: boolean }> => {
  const name = nameOf(named);
  const ref = namedAt(kind, name);
  const before = namedFrom(kind, await get(ref, { consistent: true }));
  if (ifMatch !== undefined && ifMatch !== (before?.version ?? 0)) throw stale();
  const next = { ...named, version: (before?.version ?? 0) + 1 } as Named<K>;
  const item = { ...ref.key, type: kind, ...next };
  const own = before
    ? put(table, item, { if: '#version = :before', values: { before: before.version }, refused: () => stale() })
    : putNew(table, item, () => stale());
  await transact([
    own,
    ...(before ? [] : [put(table, { ...placeKey(kind, name), type: 'place' })]),
    ...(before ? [] : also),
  ]);
  return { named: next, isNew: !before };
};

/** Removes one. @throws Refusal 404, 412 */
export const removeNamed = async (
  kind: Kind,
  name: string,
  ifMatch: number | undefined,
  also: readonly Write[] = [],
): Promise<void> => {
  const { version } = await readNamed(kind, name);
  if (ifMatch !== undefined && ifMatch !== version) throw stale();
  const condition = { if: '#version = :version', values: { version }, refused: () => stale() };
  await transact([remove(table, namedAt(kind, name).key, condition), remove(table, placeKey(kind, name)), ...also]);
};

/** Reads a page of a kind, by name: one query and one batch. */
export const pageOfNamed = async <K extends Kind>(
  kind: K,
  limit: number,
  after: Item | undefined,
): Promise<{ items: Named<K>[]; last: Item | undefined }> => {
  const { items, last } = await query(table, { pk: `${kind}s`, limit, after });
  const found =
    items.length > 0
      ? await batchGet(
          items.map(({ sk }) => namedAt(kind, String(sk))),
          { consistent: true },
        )
      : [];
  return { items: found.flatMap((item) => namedFrom(kind, item) ?? []), last };
};
