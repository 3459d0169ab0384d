import { document as documentReply, etagOf, type Reply } from './reply.ts';
import { get, type Item, type Key, put, type Ref, type Table, type Write } from './table.ts';
import { ttlCache } from './ttl-cache.ts';

/**
 * What a generated document is made of: JSON that is built when something changes and then only read, and attributes to
 * store beside it; `undefined` when there is no document.
 */
export type Built = { readonly json: string; readonly attributes?: Item } | undefined;

/** The write of a document. Its builder lets it join the transaction whose condition keeps an older state out. */
export const documentWrite = ({ table, key }: Ref, built: Built): Write =>
  put(table, {
    ...key,
    type: 'document',
    json: built?.json ?? null,
    etag: built ? etagOf(built.json) : null,
    attributes: built?.attributes ?? {},
  });

/** Documents as they were read within the last second: a document is a few seconds old at most. */
const recent = ttlCache<{ item: Item | undefined }>(1000, 2000);

/** Reads a document's item: one key look-up, or none when cached. */
export const readDocument = async (table: Table, key: Key): Promise<Item | undefined> => {
  const id = `${table.module}\0${key.pk}\0${key.sk}`;
  const known = recent.get(id);
  if (known) return known.item;
  const item = await get({ table, key });
  recent.set(id, { item });
  return item;
};

/**
 * Answers a stored document with its ETag; `undefined` when there is none.
 * @param maxAge seconds that shared caches may answer it
 */
export const documentOf = (item: Item | undefined, maxAge: number): Reply | undefined =>
  typeof item?.['json'] === 'string'
    ? documentReply(
        item['json'],
        String(item['etag']),
        `public, max-age=0, s-maxage=${maxAge}, stale-while-revalidate=30`,
      )
    : undefined;
