import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { packJson, unpackJson } from '#lib/compress.ts';
import { get, type Item, putNew, query, type Ref, update, type Write } from '#lib/table.ts';
import { ttlCache } from '#lib/ttl-cache.ts';
import { at, table } from '../content-table.ts';
import { RevisionMissing } from '../refusals.ts';

/**
 * Revisions of entries and fronts: what staff wrote, and the document that readers get of it, both compressed. They never
 * change, but that a newer filter makes the document again; one that was not published expires when it lies far enough behind.
 */
const sortKey = (number: number): string => `rev#${String(number).padStart(10, '0')}`;
export const revisionAt = (id: string, number: number): Ref => at(id, sortKey(number));

export interface NewRevision {
  readonly number: number;
  readonly title: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly source: unknown;
  readonly document: unknown;
  /** What made the document's HTML; absent where it has none. */
  readonly filterVersion?: number;
}

export const revisionWrite = (id: string, { source, document, ...rest }: NewRevision): Write =>
  putNew(table, {
    ...revisionAt(id, rest.number).key,
    type: 'revision',
    ...rest,
    source: packJson(source),
    document: packJson(document),
  });

/** A revision whose document an older filter made: items from before it was noted are of the first. */
interface Older {
  readonly number: number;
  readonly source: unknown;
}
/**
 * Reads a page of an entry's revisions, the oldest first, and picks those whose document a filter before `version` made.
 * @param after where the page before ended
 */
export const pageOfOlder = async (
  id: string,
  version: number,
  after: Item | undefined,
): Promise<{ older: Older[]; last: Item | undefined }> => {
  const { items, last } = await query(table, { pk: id, begins: 'rev#', limit: PAGE, after, consistent: true });
  const older = items.filter((item) => Number(item['filterVersion'] ?? 1) < version);
  return {
    older: older.map((item) => ({ number: Number(item['number']), source: unpackJson(item['source']) })),
    last,
  };
};
/** Revisions that are held at once: up to some 100 kB each as they are stored. */
const PAGE = 10;

/** Replaces the document of a revision by one that a newer filter made; what was written, and all else, stays. */
export const documentWrite = (id: string, number: number, document: unknown, version: number): Write =>
  update(
    table,
    revisionAt(id, number).key,
    'SET #document = :document, #filterVersion = :version',
    { document: packJson(document), version },
    {
      if: 'attribute_exists(pk) AND (attribute_not_exists(#filterVersion) OR #filterVersion < :version)',
      values: { version },
    },
  );

/** Keeps a revision for good, since it is shown now or later. @throws, when executed, Refusal 422 `revision-missing` */
export const publishedWrite = (id: string, number: number): Write =>
  update(
    table,
    revisionAt(id, number).key,
    'SET #published = :yes REMOVE #ttl',
    { yes: true },
    {
      if: 'attribute_exists(pk)',
      refused: () => new RevisionMissing(),
    },
  );

const KEPT_SECONDS = 30 * 86_400;
/** Lets a revision expire a month later, unless it was published; a repeat, or one that is not there, changes nothing. */
export const expiringWrite = (id: string, number: number, now: number): Write =>
  update(
    table,
    revisionAt(id, number).key,
    'SET #ttl = :ttl',
    { ttl: epochSeconds(now) + KEPT_SECONDS },
    {
      if: 'attribute_exists(pk) AND attribute_not_exists(#published) AND attribute_not_exists(#ttl)',
    },
  );

const isGone = (item: Item, now: number): boolean =>
  Number(item['ttl'] ?? Number.POSITIVE_INFINITY) <= epochSeconds(now);

/** Reads what was written of a revision; undefined of one that there is not, or not any more. */
export const findSource = async <S extends z.ZodMiniType>(
  schema: S,
  id: string,
  number: number,
  now: number,
): Promise<z.output<S> | undefined> => {
  const item = await get(revisionAt(id, number), { consistent: true });
  return item && !isGone(item, now) ? z.parse(schema, unpackJson(item['source'])) : undefined;
};

/** As `findSource`, of the latest revision, which never goes. */
export const readHead = async <S extends z.ZodMiniType>(
  schema: S,
  id: string,
  number: number,
  now: number,
): Promise<z.output<S>> => {
  const source = await findSource(schema, id, number, now);
  if (source === undefined) throw new Error('content: the latest revision is not there');
  return source;
};

/** Documents as they were read within the last minute: one that is made again shows after that. Up to some 60 MB of an environment's memory. */
const documents = ttlCache<unknown>(60_000, 100);

/** Reads the document of a revision: one call, none when it was read lately. */
export const readDocumentOf = async <S extends z.ZodMiniType>(
  schema: S,
  id: string,
  number: number,
): Promise<z.output<S> | undefined> => {
  const key = `${id}\0${number}`;
  const known = documents.get(key);
  if (known) return known as z.output<S>;
  const item = await get(revisionAt(id, number));
  if (!item) return undefined;
  const document = z.parse(schema, unpackJson(item['document']));
  documents.set(key, document);
  return document;
};

/** Reads a page of revisions, newest first, without what they say. */
export const pageOfRevisions = async (id: string, limit: number, after: Item | undefined, now: number) => {
  const project = ['pk', 'sk', 'number', 'title', 'by', 'at', 'published', 'ttl'];
  const asked = { pk: id, begins: 'rev#', limit: limit + 1, newestFirst: true, after, consistent: true, project };
  const { items, last } = await query(table, asked);
  const end = items.length > limit ? items[limit - 1] : last && items.at(-1);
  const shown = items.slice(0, limit).filter((item) => !isGone(item, now));
  return {
    revisions: shown.map(({ number, title, by, at: made, published }) => ({
      revision: Number(number),
      title: String(title),
      by: String(by),
      at: String(made),
      published: published === true,
    })),
    last: end && { pk: end['pk'], sk: end['sk'] },
  };
};
