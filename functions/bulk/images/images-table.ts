import * as z from 'zod/mini';
import { epochSeconds } from '#lib/clock.ts';
import { get, type Item, type Key, put, putNew, query, queryAll, transactIf, update, writeIf } from '#lib/table.ts';
import { chunkLimits } from '../chunks.ts';
import { ImageCounts } from '../import.ts';
import { KEPT_SECONDS, numbered, partOf, table } from '../imports-table.ts';
import type { ImagePlace, Note } from '../messages.ts';

/**
 * Pictures of an import. `import#<id>` / `images#<n>` is what was known of a chunk's when it was worked, once, with those
 * that were awaited then; `images#<n>-settled` counts what became of them; `image#<med>` / `<id>#<n>#<line>` is where an awaited
 * medium is named. What is refused later has its note beside the chunk's errors.
 */
const imagesKey = (id: string, number: number): Key => ({ pk: partOf(id), sk: numbered('images', number) });
const settledKey = (id: string, number: number): Key => ({
  pk: partOf(id),
  sk: `${numbered('images', number)}-settled`,
});
const mediumOf = (mediaId: string): string => `image#${mediaId}`;
const placeKey = ({ mediaId, importId, number, line }: ImagePlace): Key => ({
  pk: mediumOf(mediaId),
  sk: `${importId}#${number}#${line}`,
});

/** A chunk's pictures, as they were when it was worked. */
const Noted = z.object({ ...ImageCounts.shape, awaited: z.array(z.string()) });
/** Names a picture within its chunk. */
export const nameOf = ({ mediaId, line }: Pick<ImagePlace, 'mediaId' | 'line'>): string => `${line}#${mediaId}`;

/** Notes a chunk's pictures, once. @returns which of them are awaited: those of the first note, whatever is known by now */
export const noteChunk = async (
  { id, number }: { readonly id: string; readonly number: number },
  counts: ImageCounts,
  awaited: readonly string[],
  now: number,
): Promise<ReadonlySet<string>> => {
  const key = imagesKey(id, number);
  const ttl = epochSeconds(now) + KEPT_SECONDS;
  if (await writeIf(putNew(table, { ...key, type: 'images', ...counts, awaited, ttl }))) return new Set(awaited);
  const there = z.parse(Noted, await get({ table, key }, { consistent: true }));
  return new Set(there.awaited);
};

/** Puts where an awaited medium is named; a place that is there stays as it is. */
export const putPlace = async (place: ImagePlace, now: number): Promise<void> => {
  const ttl = epochSeconds(now) + KEPT_SECONDS;
  await writeIf(putNew(table, { ...placeKey(place), type: 'image', state: 'awaited', place, ttl }));
};

/** Reads where a medium is named and still awaited, page by page. */
export async function* placesOf(mediaId: string): AsyncGenerator<ImagePlace[]> {
  let after: Item | undefined;
  do {
    const page = await query(table, { pk: mediumOf(mediaId), limit: 500, after, consistent: true });
    yield page.items.filter(({ state }) => state === 'awaited').map(({ place }) => place as ImagePlace);
    after = page.last;
  } while (after);
}

/** Counts what became of a picture in its import, once, with a note for one that was refused. */
export const settlePlace = (place: ImagePlace, refused: Note | undefined, now: number): Promise<boolean> => {
  const { importId, number, line, mediaId } = place;
  const ttl = epochSeconds(now) + KEPT_SECONDS;
  const to = refused ? 'failed' : 'ready';
  const once = { if: '#state = :awaited', values: { awaited: 'awaited' } };
  const counted = `ADD #${to} :one SET #type = :type, #ttl = :ttl`;
  const sk = `${numbered('errors', number)}-${String(line).padStart(9, '0')}-${mediaId}`;
  return transactIf([
    update(table, placeKey(place), 'SET #state = :to', { to }, once),
    update(table, settledKey(importId, number), counted, { one: 1, type: 'settled', ttl }),
    ...(refused ? [put(table, { pk: partOf(importId), sk, type: 'errors', errors: [refused], ttl })] : []),
  ]);
};

/** Counts the pictures of an import: those that were known with their chunks, and what became of the others since. */
export const readImages = async (id: string): Promise<ImageCounts> => {
  const sums = { total: 0, ready: 0, failed: 0 };
  const project = ['total', 'ready', 'failed'];
  const asked = { pk: partOf(id), begins: 'images#', limit: 2 * chunkLimits.chunks, consistent: true, project };
  for (const { total = 0, ready = 0, failed = 0 } of await queryAll(table, asked)) {
    sums.total += Number(total);
    sums.ready += Number(ready);
    sums.failed += Number(failed);
  }
  return sums;
};
