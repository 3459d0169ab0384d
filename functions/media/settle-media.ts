import { isoTime, msOf } from '#lib/clock.ts';
import { dueMessage, wholeMinute } from '#lib/due-index.ts';
import { remove, transactIf, write, writeIf } from '#lib/table.ts';
import { hasUpload } from './files/buckets.ts';
import { releaseWrites } from './files/files-table.ts';
import { uploadKey } from './files/places.ts';
import type { Media } from './media.ts';
import { changedWrite, findMedia, mediaKey, placeRemoval, refusedWrite, table } from './media-table.ts';
import { SettleMedia } from './messages.ts';
import { usersOf } from './uses-table.ts';

/** After how long a file that lies in the inbox is looked at again: its function is behind, or its message is a dead letter. */
const AGAIN_MS = 2 * 3_600_000;

/**
 * Settles a medium whose time has come: one whose file never came, or went without being worked, is refused, so that each
 * upload ends; and one that was deleted goes if nothing uses it, its files after it. A message too many changes nothing.
 * @param now milliseconds since 1970
 */
export const settleMedia = async (mediaId: string, now: number): Promise<void> => {
  const media = await findMedia(mediaId, true);
  if (!media) return;
  if (media.deletesAt !== undefined && msOf(media.deletesAt) <= now) await end(media, now);
  else if (media.status === 'waiting' || media.status === 'processing') await endUpload(media, now);
};

/** The inbox is emptied by age: a file is worked, or it is gone. */
const endUpload = async ({ id, status }: Media, now: number): Promise<void> => {
  if (await hasUpload(uploadKey(id)))
    await write(dueMessage(SettleMedia, { mediaId: id }, { id, due: wholeMinute(now + AGAIN_MS) }));
  else await writeIf(refusedWrite(id, status === 'waiting' ? 'never-uploaded' : 'not-processed', now));
};

const end = async (media: Media, now: number): Promise<void> => {
  const { deletesAt, ...kept } = media;
  const { id, made, useVersion: uses } = media;
  if ((await usersOf(id)).length > 0) {
    await writeIf(changedWrite({ ...kept, version: media.version + 1, updatedAt: isoTime(now) }));
    return;
  }
  // What begins to use it meanwhile has counted: the medium stays, and goes when it is deleted again.
  const unused = { if: '#useVersion = :uses AND #deletesAt = :deletesAt', values: { uses, deletesAt } };
  await transactIf([
    remove(table, mediaKey(id), unused),
    placeRemoval('list', id),
    placeRemoval('unused', id),
    ...(made ? releaseWrites(made.folder, id, now) : []),
  ]);
};
