import { type Envelope, envelope } from '#lib/event.ts';
import type { Change } from '#lib/stream.ts';
import { flippedVariant, productIn } from '../catalog-table.ts';
import { ProductChanged } from '../events.ts';
import { groupsOf, PRICED_A_MESSAGE } from '../messages.ts';
import { pricedProduct, priceListIn } from '../price-lists/price-lists-table.ts';
import { storedVisibility } from '../showing/visibility.ts';
import { mediaIdsOf } from './product.ts';

/** Derives `product.changed` from a change that gave a product a new version; the same change has the same event id. */
export const productEvents = (change: Change): Envelope[] => {
  const [before, after] = [productIn(change.before), productIn(change.after)];
  if (!after || before?.version === after.version) return [];
  const mediaIds = mediaIdsOf(after);
  return [
    envelope(ProductChanged, {
      id: `evt_${after.id.slice('prd_'.length)}-${after.version}`,
      aggregate: after.id,
      sequence: after.version,
      at: change.at,
      data: {
        productId: after.id,
        slug: after.slug,
        status: after.status,
        version: after.version,
        ...storedVisibility(after),
        ...(before && before.slug !== after.slug ? { previousSlug: before.slug } : {}),
        ...(mediaIds.length > 0 || mediaIdsOf(before).length > 0 ? { mediaIds } : {}),
      },
    }),
  ];
};

/** Finds the products whose page or list entries a batch of changes makes stale, with the slugs that they left. */
export const productsToBuild = (changes: readonly Change[]): { productId: string; formerSlugs: string[] }[] => {
  const slugs = new Map<string, Set<string>>();
  for (const { before, after } of changes) {
    const [old, product] = [productIn(before), productIn(after)];
    const productId =
      product && old?.version !== product.version ? product.id : flippedVariant(before, after)?.productId;
    if (productId === undefined) continue;
    const former = slugs.get(productId) ?? new Set();
    slugs.set(productId, former);
    if (old && old.slug !== product?.slug) former.add(old.slug);
  }
  return [...slugs].map(([productId, former]) => ({ productId, formerSlugs: [...former] }));
};

/** Finds the price lists that a batch of changes changed as a whole (their times, their removal), each once. */
export const listsToApply = (changes: readonly Change[]): { listId: string }[] =>
  [...new Set(changes.flatMap(({ after }) => priceListIn(after) ?? []))].map((listId) => ({ listId }));

/** Finds the products whose price in a list a batch of changes changed, by list, ten a group. */
export const pricesToApply = (changes: readonly Change[]): { listId: string; productIds: string[] }[] => {
  const priced = changes.flatMap(({ before, after }) => pricedProduct(before, after) ?? []);
  return [...Map.groupBy(priced, ({ listId }) => listId)].flatMap(([listId, ofList]) => {
    const ids = [...new Set(ofList.map(({ productId }) => productId))];
    return groupsOf(ids, PRICED_A_MESSAGE).map((productIds) => ({ listId, productIds }));
  });
};
