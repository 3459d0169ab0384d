import type * as z from 'zod/mini';
import { isoTime } from '#lib/clock.ts';
import { dueMessage } from '#lib/due-index.ts';
import { newId } from '#lib/id.ts';
import { stale } from '#lib/refusals.ts';
import { sendMessages } from '#lib/send.ts';
import { transact } from '#lib/table.ts';
import { CENTRE, DELETED_AFTER_MS, type Media, type MediaPatch, UPLOAD_SECONDS, type UploadRequest } from './media.ts';
import { changedWrite, newMedia, readMedia } from './media-table.ts';
import { CropMedia, SettleMedia } from './messages.ts';
import { MediaUsed } from './refusals.ts';
import { usersOf } from './uses-table.ts';

/** How long after a form has ended its upload may still be under way. */
const GRACE_MS = 3_600_000;

/** Makes a medium that waits for its file; it is settled when none has come by the end of its form. */
export const startUpload = async (
  { alt, focalPoint = CENTRE }: z.output<typeof UploadRequest>,
  now: number,
): Promise<Media> => {
  const id = newId('med');
  const at = isoTime(now);
  const state = { status: 'waiting', useVersion: 0, sequence: 0, version: 1, createdAt: at, updatedAt: at } as const;
  const media: Media = { id, alt, focalPoint, ...state };
  const due = now + 1000 * UPLOAD_SECONDS + GRACE_MS;
  await transact([...newMedia(media), dueMessage(SettleMedia, { mediaId: id }, { id, due })]);
  return media;
};

/**
 * Changes what a medium says, and where it is cut; its previews are cut anew in the background, under new addresses.
 * @throws Refusal 404; 409 when it was changed at the same moment; 412 when it is not the version that the caller read
 */
export const changeMedia = async (
  id: string,
  patch: MediaPatch,
  ifMatch: number | undefined,
  now: number,
): Promise<Media> => {
  const media = await readMedia(id);
  if (ifMatch !== undefined && ifMatch !== media.version) throw stale();
  const focalPoint = patch.focalPoint ?? media.focalPoint;
  const next = {
    ...media,
    alt: patch.alt ?? media.alt,
    focalPoint,
    version: media.version + 1,
    updatedAt: isoTime(now),
  };
  const isMoved = focalPoint.x !== media.focalPoint.x || focalPoint.y !== media.focalPoint.y;
  const crop = { mediaId: id };
  // Put with the change, and sent at once: the one that comes later finds the work done.
  const later = isMoved ? [dueMessage(CropMedia, crop, { id: `${id}#${next.version}`, due: now })] : [];
  await transact([changedWrite(next), ...later]);
  if (isMoved) await sendMessages(CropMedia, [crop]);
  return next;
};

/**
 * Deletes a medium that nothing uses, a day later, if still nothing does; a repeat changes nothing.
 * @throws Refusal 404; 409 `media-used` with those who use it
 */
export const deleteMedia = async (id: string, ifMatch: number | undefined, now: number): Promise<void> => {
  const media = await readMedia(id);
  if (ifMatch !== undefined && ifMatch !== media.version) throw stale();
  const usedBy = await usersOf(id);
  if (usedBy.length > 0) throw new MediaUsed(undefined, { usedBy });
  if (media.deletesAt !== undefined) return;
  const due = now + DELETED_AFTER_MS;
  const next = { ...media, deletesAt: isoTime(due), version: media.version + 1, updatedAt: isoTime(now) };
  await transact([changedWrite(next), dueMessage(SettleMedia, { mediaId: id }, { id: `${id}#delete`, due })]);
};
