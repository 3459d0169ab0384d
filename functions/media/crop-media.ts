import { isoTime, nowMs } from '#lib/clock.ts';
import { writeIf } from '#lib/table.ts';
import { putFile, readFile } from './files/buckets.ts';
import { cutAgain, isCrop } from './image/make-renditions.ts';
import { changedWrite, findMedia } from './media-table.ts';

/**
 * Cuts the previews of a picture around the focal point that it has now, out of its largest file. One that was moved
 * again has a message of its own; a message that comes again finds them cut.
 */
export const cropMedia = async (mediaId: string): Promise<void> => {
  const media = await findMedia(mediaId);
  if (!media?.made) return;
  const { made, focalPoint } = media;
  const largest = made.renditions.filter((one) => one.format === 'jpeg' && !isCrop(one)).at(-1);
  const bytes = largest && (await readFile(made.folder, largest.name));
  if (!bytes) throw new Error('media: the largest file of a picture is not there');
  const crops = await cutAgain(bytes, focalPoint);
  const kept = made.renditions.filter((one) => !isCrop(one));
  const renditions = [...kept, ...crops.map(({ rendition }) => rendition)];
  if (JSON.stringify(renditions) === JSON.stringify(made.renditions)) return;
  for (const { rendition, content } of crops) await putFile(made.folder, rendition.name, rendition.format, content);
  const next = { ...media, made: { ...made, renditions }, version: media.version + 1, updatedAt: isoTime(nowMs()) };
  if (!(await writeIf(changedWrite(next)))) await cropMedia(mediaId);
};
