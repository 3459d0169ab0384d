import { document as documentReply, etagOf, type Reply } from './reply.ts';
import { RetryableError } from './retryable-error.ts';
import { ConditionFailed, get, type Item, type Key, type Table, update, type Write, write } from './table.ts';
import { ttlCache } from './ttl-cache.ts';

/**
 * Raises the number of changes of a generated document: JSON that is built when something changes and then only read.
 * Its item counts changes (`dirty`) and the change up to which it was built (`built`): the builder stores with `built =
 * dirty` if that is higher than the stored `built`, and builds again if `dirty` rose meanwhile. Two builders at once
 * waste work and lose nothing.
 */
export const raiseDocument = (table: Table, key: Key): Write =>
  update(table, key, 'ADD #dirty :one SET #type = :type', { one: 1, type: 'document' });

/** What a builder answers: JSON with attributes to store beside it, or `undefined` when there is no document. */
export type Built = { readonly json: string; readonly attributes?: Item } | undefined;

const ROUNDS = 20;

/**
 * Builds a document until it is as new as the last change that raised it.
 * @param build reads the sources strongly and answers the JSON; may run several times
 * @throws Error after twenty rounds
 */
export const buildDocument = async (table: Table, key: Key, build: () => Promise<Built>): Promise<void> => {
  let item = await get({ table, key }, { consistent: true });
  for (let round = 0; round < ROUNDS; round += 1) {
    const dirty = Number(item?.['dirty'] ?? 0);
    if (Number(item?.['built'] ?? 0) >= dirty) return;
    const built = await build();
    try {
      item = await write(
        update(
          table,
          key,
          'SET #built = :dirty, #json = :json, #etag = :etag, #attributes = :attributes',
          {
            dirty,
            json: built?.json ?? null,
            etag: built ? etagOf(built.json) : null,
            attributes: built?.attributes ?? {},
          },
          { if: 'attribute_not_exists(#built) OR #built < :dirty' },
        ),
      );
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      item = error.found;
    }
  }
  throw new RetryableError('document: changes keep coming faster than it can be built');
};

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
