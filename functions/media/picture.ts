import type * as z from 'zod/mini';
import { mediaBase } from './files/places.ts';
import { MediaView, viewOf } from './media.ts';
import { readAllMedia } from './media-table.ts';

/** A picture that is ready, as documents of other modules show it. */
export const Picture = MediaView;
export type Picture = z.infer<typeof Picture>;

/** Reads up to 100 pictures in one call, in the order asked; undefined where there is none, or none that is ready. */
export const readPictures = async (ids: readonly string[]): Promise<(Picture | undefined)[]> => {
  const base = mediaBase();
  return ids.length === 0 ? [] : (await readAllMedia(ids)).map((media) => media && viewOf(media, base));
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
