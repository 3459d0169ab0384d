import { type Content, contentOf, packed } from '#lib/compress.ts';
import { etagOf } from '#lib/reply.ts';
import { get, type Item, put, type Ref, type Write } from '#lib/table.ts';
import { ttlCache } from '#lib/ttl-cache.ts';

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
export const readDocument = async (ref: Ref): Promise<StoredDocument | undefined> => {
  const id = `${ref.key.pk}\0${ref.key.sk}`;
  const known = recent.get(id);
  if (known) return known.document;
  const document = storedDocument(await get(ref));
  recent.set(id, { document });
  return document;
};
