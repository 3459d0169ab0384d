import * as z from 'zod/mini';
import { msOf } from '#lib/clock.ts';
import { mediaBase } from './files/places.ts';
import { Made, Media, MediaView, showPicture, viewOf } from './media.ts';
import { readAllMedia } from './media-table.ts';

/** A picture that is ready, as documents of other modules show it. */
export const Picture = MediaView;
export type Picture = z.infer<typeof Picture>;

/** Reads up to 100 pictures in one call, in the order asked; undefined where there is none, or none that is ready. */
export const readPictures = async (ids: readonly string[]): Promise<(Picture | undefined)[]> => {
  const base = mediaBase();
  return ids.length === 0 ? [] : (await readAllMedia(ids)).map((media) => media && viewOf(media, base));
};

/** A picture as other modules store it beside what they show: without the address of the site, which may change. */
export const StoredPicture = z.extend(z.pick(Media, { id: true, alt: true, focalPoint: true }), { made: Made });
export type StoredPicture = z.infer<typeof StoredPicture>;

/** Widths of pictures in lists, in pixels. */
const LISTED_WIDTH = 960;
/** Makes what a list stores of a picture: its uncut files of the two common formats, up to 960 pixels wide. */
const forLists = ({ id, alt, focalPoint, made }: Media): StoredPicture | undefined =>
  made && {
    id,
    alt,
    focalPoint,
    made: {
      ...made,
      renditions: made.renditions.filter(
        ({ name, width, format }, index) => format !== 'avif' && isUncut(name) && (width <= LISTED_WIDTH || index < 3),
      ),
    },
  };
/** Files by width are named by it alone; those that are cut for previews name both sides. */
const isUncut = (name: string): boolean => /^\d+\.\w+$/.test(name);

/** Reads up to 100 pictures for lists, in one call, in the order asked; undefined where there is none that is ready. */
export const readListPictures = async (ids: readonly string[]): Promise<(StoredPicture | undefined)[]> =>
  ids.length === 0 ? [] : (await readAllMedia(ids)).map((media) => media && forLists(media));

/** Shows a stored picture, where the site's pictures are now. */
export const pictureFrom = ({ id, alt, focalPoint, made }: StoredPicture): Picture =>
  showPicture({ id, alt, focalPoint, made }, mediaBase());

/** How long a medium that was deleted must have left to be used anew: news of the use are known by then. */
const LEAST_LEFT_MS = 3_600_000;

/** Whether a medium is about to be deleted. @param now milliseconds since 1970 */
export const isGoing = ({ deletesAt }: Media, now: number): boolean =>
  deletesAt !== undefined && msOf(deletesAt) - now < LEAST_LEFT_MS;

/** As `readPictures`, of those that may begin to be used: one that is about to be deleted is left out. @param now milliseconds since 1970 */
export const readUsablePictures = async (ids: readonly string[], now: number): Promise<(Picture | undefined)[]> => {
  const base = mediaBase();
  const media = ids.length === 0 ? [] : await readAllMedia(ids);
  return media.map((one) => (one === undefined || isGoing(one, now) ? undefined : viewOf(one, base)));
};

/** The widest JPEG that pages of every age show without harm: what a reader without `srcset` gets. */
const COMMON_WIDTH = 1280;

/** Answers the address of a picture for readers that take one and no choice. */
export const commonUrl = ({ renditions }: Picture): string => {
  const plain = renditions.filter(({ format, url }) => format === 'jpeg' && /\/\d+\.jpeg$/.test(url));
  const found = plain.findLast(({ width }) => width <= COMMON_WIDTH) ?? plain[0];
  if (!found) throw new Error('media: a picture has no JPEG');
  return found.url;
};
