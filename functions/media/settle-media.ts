import { isoTime, msOf } from '#lib/clock.ts';
import { remove, transactIf, writeIf } from '#lib/table.ts';
import { releaseWrites } from './files/files-table.ts';
import type { Media } from './media.ts';
import { changedWrite, findMedia, mediaKey, placeRemoval, refusedWrite, table } from './media-table.ts';
import { usersOf } from './uses-table.ts';

/**
 * Settles a medium whose time has come: one whose file never came is refused, and one that was deleted goes if nothing
 * uses it, its files after it. A message too many changes nothing.
 * @param now milliseconds since 1970
 */
export const settleMedia = async (mediaId: string, now: number): Promise<void> => {
  const media = await findMedia(mediaId, true);
  if (!media) return;
  if (media.status === 'waiting') await writeIf(refusedWrite(mediaId, 'never-uploaded', now));
  else if (media.deletesAt !== undefined && msOf(media.deletesAt) <= now) await end(media, now);
};

const end = async (media: Media, now: number): Promise<void> => {
  const { id, made, useVersion: uses, deletesAt, ...rest } = media;
  if ((await usersOf(id)).length > 0) {
    await writeIf(changedWrite({ ...rest, id, ...(made ? { made } : {}), useVersion: uses, version: rest.version + 1, updatedAt: isoTime(now) })); // biome-ignore format: one line
    return;
  }
  // Whoever begins to use it meanwhile has counted: it stays, and is looked at when it is deleted again.
  const unused = { if: '#useVersion = :uses AND #deletesAt = :deletesAt', values: { uses, deletesAt } };
  await transactIf([
    remove(table, mediaKey(id), unused),
    placeRemoval('list', id),
    placeRemoval('unused', id),
    ...(made ? releaseWrites(made.folder, id, now) : []),
  ]);
};
