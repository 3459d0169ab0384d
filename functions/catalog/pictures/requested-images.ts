import {
  commonUrl, isOwnAddress, mediaRefusals, type RefusalCode, type Requested, readRequested, requestPictures,
} from '../../media/public.ts'; // biome-ignore format: a list
import { reviseProduct } from '../product/change-product.ts';
import { isAwaited, type Product, type ProductImage } from '../product/product.ts';

/** A picture that an import states. */
interface Stated {
  readonly url: string;
  readonly alt: string;
}

/** Finds the picture of a product that an address names: by what an import called it, or as an export writes it. */
export const namedBy = (address: string, images: readonly ProductImage[]): ProductImage | undefined =>
  images.find(({ url, source }) => source === address || url === address);

/** Makes a picture of an address and what there is of it. */
export const requestedImage = (source: string, alt: string, found: Requested): ProductImage => {
  const { mediaId, picture, refusal } = found;
  const image = { alt, mediaId, source };
  if (picture) return { ...image, url: commonUrl(picture) };
  return { ...image, url: source, ...(refusal ? { refusal: refusal.code } : {}) };
};

/** Picks the addresses of an import that are to become media: not the shop's own, nor those that the product has as such. */
export const toRequest = (stated: readonly Stated[], existing: readonly ProductImage[]): Stated[] =>
  stated.filter(({ url }) => !isOwnAddress(url) && namedBy(url, existing)?.mediaId === undefined);

/** Asks for pictures by their addresses, in one go for a product. @param now milliseconds since 1970 */
export const requestImages = async (stated: readonly Stated[], now: number): Promise<Map<string, Requested>> =>
  stated.length === 0 ? new Map() : requestPictures(stated, now);

/**
 * Binds the pictures of a product that were awaited to their media, once none is awaited any more: a product changes once
 * for all of them. A repeat changes nothing.
 * @param now milliseconds since 1970
 */
export const bindImages = async (productId: string, now: number): Promise<void> => {
  await reviseProduct(productId, now, async (before) => ({ ...before, media: await bound(before) }));
};

/** What is known of a picture that is fetched: whether it is there, or why it is not. */
export type PictureState = 'ready' | 'awaited' | RefusalCode;

/** Reads what is known of up to 100 media. */
export const pictureStates = async (mediaIds: readonly string[]): Promise<Map<string, PictureState>> =>
  new Map(
    (await readRequested(mediaIds)).map(({ mediaId, picture, refusal }) => [
      mediaId,
      picture ? 'ready' : (refusal?.code ?? 'awaited'),
    ]),
  );

/** Says why a picture was not taken, by the constant. */
export const whyNoPicture = (code: string): string => mediaRefusals[code as RefusalCode] ?? code;

const bound = async ({ media }: Product): Promise<ProductImage[]> => {
  const ids = media.filter(isAwaited).flatMap(({ mediaId }) => mediaId ?? []);
  const found = new Map((await readRequested(ids)).map((one) => [one.mediaId, one]));
  const isSettled = ids.every((id) => found.get(id)?.picture !== undefined || found.get(id)?.refusal !== undefined);
  return media.map((image) => {
    const one = isSettled && isAwaited(image) ? found.get(image.mediaId ?? '') : undefined;
    return one ? requestedImage(image.url, image.alt, one) : image;
  });
};
