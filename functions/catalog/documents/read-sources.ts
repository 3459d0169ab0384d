import { batchGet } from '#lib/table.ts';
import { type Picture, readPictures } from '../../media/public.ts';
import { availableFrom, hintAt, productAt, productFrom } from '../catalog-table.ts';
import { isAwaited, type Product, shownImages } from '../product/product.ts';
import type { Sources } from './product-summary.ts';

/** Reads what the documents of products are made of, strongly, in the order of the ids; `undefined` where there is none. */
export const readManySources = async (productIds: readonly string[]): Promise<(Sources | undefined)[]> => {
  const items = await batchGet(productIds.map(productAt), { consistent: true });
  const products = items.map((item) => productFrom(item)?.product);
  const available = await availableOf(products.filter((product) => product !== undefined));
  return products.map((product) => product && { product, available });
};

/** Reads the availability hints of products strongly; answers the variants that are available. */
export const availableOf = async (products: readonly Product[]): Promise<Set<string>> => {
  const ids = products.flatMap((product) => product.variants.map((variant) => variant.id));
  const hints = await batchGet(ids.map(hintAt), { consistent: true });
  return new Set(ids.filter((_, index) => availableFrom(hints[index])));
};

const PICTURES_A_CALL = 100;

/** Reads the pictures of products that are media; no call when there are none. */
export const picturesOf = async (products: readonly Product[]): Promise<Map<string, Picture>> => {
  // One that is awaited is shown by its address: the product changes when it is ready.
  const shown = products.flatMap((product) => shownImages({ media: product.media.filter((one) => !isAwaited(one)) }));
  const ids = [...new Set(shown.flatMap(({ mediaId }) => mediaId ?? []))];
  const found = new Map<string, Picture>();
  for (let from = 0; from < ids.length; from += PICTURES_A_CALL)
    for (const picture of await readPictures(ids.slice(from, from + PICTURES_A_CALL)))
      if (picture) found.set(picture.id, picture);
  return found;
};
