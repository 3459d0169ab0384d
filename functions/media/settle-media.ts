import { isoTime, msOf } from '#lib/clock.ts';
import { dueMessage, wholeMinute } from '#lib/due-index.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { remove, transactIf, write, writeIf } from '#lib/table.ts';
import { hasTime } from './fetching/after-fetch.ts';
import { forgetSource } from './fetching/sources-table.ts';
import { hasUpload } from './files/buckets.ts';
import { foldersOf, releaseFolder, releaseWrites } from './files/files-table.ts';
import { uploadKey } from './files/places.ts';
import type { Media, RefusalCode } from './media.ts';
import { changedWrite, findMedia, mediaKey, placeRemoval, refusedWrites, table } from './media-table.ts';
import { SettleMedia } from './messages.ts';
import { usersOf } from './uses-table.ts';

/**
 * After how long a file that lies in the inbox, or is being fetched, is looked at again: its function is behind, its host
 * wants to be asked later, or its message is a dead letter.
 */
export const AGAIN_MS = 2 * 3_600_000;

/**
 * Settles a medium whose time has come: one whose file never came, or went without being worked, is refused, so that each
 * upload ends; one that was deleted goes if nothing uses it, its files after it; and folders that a run which died has
 * claimed for it are given up. A message too many changes nothing.
 * @param now milliseconds since 1970
 */
export const settleMedia = async (mediaId: string, now: number): Promise<void> => {
  const media = await findMedia(mediaId);
  if (!media) return;
  if (media.deletesAt !== undefined && msOf(media.deletesAt) <= now) return end(media, now);
  if (media.status === 'waiting' || media.status === 'processing') return endUpload(media, now);
  await releaseOthers(media, now);
};

/** The inbox is emptied by age: a file is worked, or it is gone. */
const endUpload = async (media: Media, now: number): Promise<void> => {
  const { id, status } = media;
  const due = wholeMinute(now + AGAIN_MS);
  if ((status === 'waiting' && hasTime(media, now)) || (await hasUpload(uploadKey(id))))
    await write(dueMessage(SettleMedia, { mediaId: id }, { id, due }));
  else if (await transactIf(refusedWrites(media, status === 'waiting' ? never(media) : 'not-processed', now)))
    await releaseOthers(media, now);
};
const never = ({ source }: Media): RefusalCode => (source === undefined ? 'never-uploaded' : 'never-fetched');

/** Gives up the folders that a medium has claimed and does not show. */
const releaseOthers = async ({ id, made }: Media, now: number): Promise<void> => {
  for (const folder of await foldersOf(id)) if (folder !== made?.folder) await releaseFolder(folder, id, now);
};

/** @throws RetryableError when something began to use the medium, or changed it, at the same moment */
const end = async (media: Media, now: number): Promise<void> => {
  const { deletesAt, ...kept } = media;
  const { id, made, useVersion: uses } = media;
  if ((await usersOf(id)).length > 0) {
    await writeIf(changedWrite({ ...kept, version: media.version + 1, updatedAt: isoTime(now) }));
    return;
  }
  await releaseOthers(media, now);
  const unused = { if: '#useVersion = :uses AND #deletesAt = :deletesAt', values: { uses, deletesAt } };
  const isGone = await transactIf([
    remove(table, mediaKey(id), unused),
    placeRemoval('list', id),
    placeRemoval('unused', id),
    ...(made ? releaseWrites(made.folder, id, now) : []),
  ]);
  if (isGone && media.source !== undefined) await forgetSource(media.source, id);
  if (!isGone && (await findMedia(id))) throw new RetryableError('media: it was used while it was deleted');
};
