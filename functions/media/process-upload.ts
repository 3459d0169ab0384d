import { createHash } from 'node:crypto';
import { nowMs } from '#lib/clock.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { transactIf, writeIf } from '#lib/table.ts';
import { putFile, readUpload, removeUpload } from './files/buckets.ts';
import { claimFolder, releaseFolder } from './files/files-table.ts';
import { mediaOfKey } from './files/places.ts';
import { inOrder, makeRenditions, PIPELINE, RefusedImage } from './image/make-renditions.ts';
import { refusalOf } from './image/type-of.ts';
import type { Media, RefusalCode, Rendition } from './media.ts';
import { findMedia, processingWrite, readyWrites, refusedWrites } from './media-table.ts';

/**
 * Makes the renditions of an uploaded file, or refuses it by name, and removes the file. Every step may run again: the
 * same bytes make the same files, and the state changes once.
 * @param key the object in the inbox; one that is no medium's is removed
 */
export const processUpload = async (key: string): Promise<void> => {
  const id = mediaOfKey(key);
  const media = id === undefined ? undefined : await findMedia(id);
  if (media && (media.status === 'waiting' || media.status === 'processing')) {
    const bytes = await readUpload(key);
    // A message that comes again after the file was worked and removed.
    if (!bytes) return;
    await work(media, bytes);
  }
  await removeUpload(key);
};

const work = async (media: Media, bytes: Buffer): Promise<void> => {
  const { id, status, focalPoint } = media;
  if (status === 'waiting') await writeIf(processingWrite(id, nowMs()));
  const refused = await refusalOf(bytes);
  if (refused) return refuse(media, refused);
  const folder = `${createHash('sha256').update(bytes).digest('hex')}.${PIPELINE}`;
  if (!(await claimFolder(folder, id))) return;
  try {
    const renditions: Rendition[] = [];
    const image = await makeRenditions(bytes, focalPoint, async ({ rendition, content }) => {
      await putFile(folder, rendition.name, rendition.format, content);
      renditions.push(rendition);
    });
    if (await transactIf(readyWrites(media, { folder, ...image, renditions: inOrder(renditions) }, nowMs()))) return;
    const now = await findMedia(id);
    if (now?.status === 'processing') throw new RetryableError('media: its focal point was moved while it was made');
    // Another run made it ready out of other bytes, or it was deleted: the folder is not this medium’s.
    if (now?.made?.folder !== folder) await releaseFolder(folder, id, nowMs());
  } catch (error) {
    if (!(error instanceof RefusedImage)) throw error;
    await releaseFolder(folder, id, nowMs());
    await refuse(media, error.code);
  }
};

const refuse = async (media: Media, code: RefusalCode): Promise<void> => {
  await transactIf(refusedWrites(media, code, nowMs()));
};
