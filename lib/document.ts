import { document as documentReply, etagOf, type Reply } from './reply.ts';
import { RetryableError } from './retryable-error.ts';
import { ConditionFailed, get, type Item, type Key, type Table, update, type Write, write } from './table.ts';
import { warmMap } from './ttl-cache.ts';

/**
 * A generated document: JSON that is built when something changes and then only read. The item counts what was asked
 * for (`dirty`) and what was done (`built`): a change raises `dirty`, the builder stores with `built = dirty` if that
 * is higher than what is there, and goes again if it rose meanwhile. Two builders at once waste work and lose nothing.
 */
export const raiseDocument = (table: Table, key: Key): Write =>
  update(table, key, 'ADD #dirty :one SET #type = :type', { one: 1, type: 'document' });

/** What the builder answers: JSON, or `undefined` when there is nothing to show (any more). */
export type Built = { readonly json: string; readonly attributes?: Item } | undefined;

const ROUNDS = 20;

/**
 * Builds a document until it is as new as the last change that asked for it.
 * @param build reads the sources (strongly) and answers the JSON; may run several times
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

/** A warm function answers from memory for a second: a document is a few seconds old at most. */
const kept = warmMap<{ item: Item | undefined }>(1000, 2000);

/** Reads a document: one key lookup, or none while it is warm. */
export const readDocument = async (table: Table, key: Key): Promise<Item | undefined> => {
  const id = `${table.module}\0${key.pk}\0${key.sk}`;
  const warm = kept.get(id);
  if (warm) return warm.item;
  const item = await get({ table, key });
  kept.set(id, { item });
  return item;
};

/** Answers a stored document with its ETag; `undefined` when there is none. `maxAge` in seconds, for shared caches. */
export const documentOf = (item: Item | undefined, maxAge: number): Reply | undefined =>
  typeof item?.['json'] === 'string'
    ? documentReply(
        item['json'],
        String(item['etag']),
        `public, max-age=0, s-maxage=${maxAge}, stale-while-revalidate=30`,
      )
    : undefined;
