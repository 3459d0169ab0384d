import { type Content, contentOf, packed } from './compress.ts';
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
    json: built ? packed(built.json) : null,
    etag: built ? etagOf(built.json) : null,
    attributes: built?.attributes ?? {},
  });

/** A document as it is read: its JSON, stored compressed when it is large, and what is stored beside it. */
export interface StoredDocument {
  readonly content: Content;
  readonly etag: string;
  readonly attributes: Item;
}

const storedDocument = (item: Item | undefined): StoredDocument | undefined => {
  const json = item?.['json'] as string | Uint8Array | null | undefined;
  if (item === undefined || json === undefined || json === null) return undefined;
  return { content: contentOf(json), etag: String(item['etag']), attributes: (item['attributes'] ?? {}) as Item };
};

/** Documents as they were read within the last second: a document is a few seconds old at most. */
const recent = ttlCache<{ document: StoredDocument | undefined }>(1000, 2000);

/** Reads a document: one key look-up, or none when cached; `undefined` when there is none. */
export const readDocument = async (table: Table, key: Key): Promise<StoredDocument | undefined> => {
  const id = `${table.module}\0${key.pk}\0${key.sk}`;
  const known = recent.get(id);
  if (known) return known.document;
  const document = storedDocument(await get({ table, key }));
  recent.set(id, { document });
  return document;
};

/**
 * Answers a stored document with its ETag.
 * @param maxAge seconds that shared caches may answer it
 */
export const documentOf = ({ content, etag }: StoredDocument, maxAge: number): Reply =>
  documentReply(content, etag, `public, max-age=0, s-maxage=${maxAge}, stale-while-revalidate=30`);
