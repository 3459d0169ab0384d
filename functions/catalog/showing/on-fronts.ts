import { isoTime } from '#lib/clock.ts';
import { type Flip, LAST_MS } from '#lib/lifetime.ts';
import { batchGet, get, putNew, type Ref, writeIf } from '#lib/table.ts';
import { at, table } from '../catalog-table.ts';

/** The note that a product is on a front, or was: its page is one that many read at once. */
const onFrontAt = (productId: string): Ref => at(`front#${productId}`, 'front');

/** Notes the products of a front, at most 100: one batch, and a write for each that was on none before. */
export const noteOnFronts = async (productIds: readonly string[]): Promise<void> => {
  const noted = new Set((await batchGet(productIds.map(onFrontAt))).map((item) => item?.['pk']));
  const missing = productIds.map(onFrontAt).filter(({ key }) => !noted.has(key.pk));
  await Promise.all(missing.map(({ key }) => writeIf(putNew(table, { ...key, type: 'front' }))));
};

/** A flip of a product's page; one that a release makes comes with many others at that second. */
export interface ProductFlip extends Flip {
  readonly byRelease?: boolean | undefined;
}

/**
 * Answers whether a request through the edge waits for the next flip of a product's page: on a front it does, and for a
 * release. Any other price list may have ten thousand products, and each page that waits holds an environment: pages that
 * few read at once are answered as they are, to be kept by nobody. One look-up in the last seconds before a flip, none at
 * other times.
 * @param now milliseconds since 1970
 */
export const waitsForFlip = async (
  productId: () => string,
  flips: readonly ProductFlip[],
  now: number,
): Promise<boolean> => {
  const [moment, last] = [isoTime(now), isoTime(now + LAST_MS)];
  const near = flips.filter((flip) => flip.at > moment && flip.at <= last);
  if (near.length === 0 || near.some(({ byRelease }) => byRelease)) return true;
  return (await get(onFrontAt(productId()))) !== undefined;
};
