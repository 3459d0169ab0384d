import { commonUrl, readUsablePictures } from '../../media/public.ts';
import { isAwaited, type ProductImage } from '../product/product.ts';
import type { ImageInput } from '../product/product-input.ts';
import { MediaNotReady } from '../refusals.ts';

/** What was asked for, with pictures as the product has them. */
export type Resolved<T extends { readonly media?: readonly ImageInput[] | undefined }> = Omit<T, 'media'> & {
  readonly media?: ProductImage[] | undefined;
};

/**
 * Resolves the media among the pictures of a request: a medium that the product has stays as it is; others are read, in one
 * call. @param now milliseconds since 1970
 * @throws Refusal 422 `media-not-ready` with those that are not there, not ready, or about to be deleted
 */
export const resolveImages = async <T extends { readonly media?: readonly ImageInput[] | undefined }>(
  { media, ...rest }: T,
  current: readonly ProductImage[],
  now: number,
): Promise<Resolved<T>> => {
  if (media === undefined) return rest;
  const known = new Map(
    current.flatMap((image) => (image.mediaId === undefined ? [] : [[image.mediaId, image] as const])),
  );
  const asked = media.flatMap(({ mediaId }) => (mediaId === undefined || known.has(mediaId) ? [] : [mediaId]));
  const pictures = await readUsablePictures(asked, now);
  const missing = asked.filter((_, index) => pictures[index] === undefined);
  if (missing.length > 0)
    throw new MediaNotReady(`No medium that is ready: ${missing.slice(0, 5).join(', ')}.`, { mediaIds: missing });
  for (const picture of pictures)
    if (picture) known.set(picture.id, { url: commonUrl(picture), alt: picture.alt, mediaId: picture.id });
  const images = media.map(({ url, mediaId, alt }): ProductImage => {
    // A picture of an import goes by its address too, until it has another.
    const medium = current.find((image) => image.url === url && isAwaited(image)) ?? known.get(mediaId ?? '');
    return medium ? { ...medium, alt: alt ?? medium.alt } : { url: url ?? '', alt: alt ?? '' };
  });
  return { ...rest, media: images };
};
