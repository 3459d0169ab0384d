import { type Envelope, envelope } from '#lib/event.ts';
import type { Change } from '#lib/stream.ts';
import { flippedProduct, productIn } from '../catalog-table.ts';
import { ProductChanged } from '../events.ts';
import { listToApply } from '../price-lists/price-lists-table.ts';

/** What a change of the table says to others: a product has a new version. The same change has the same event id. */
export const factsOf = (change: Change): Envelope[] => {
  const [before, after] = [productIn(change.before), productIn(change.after)];
  if (!after || before?.version === after.version) return [];
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
        ...(before && before.slug !== after.slug ? { previousSlug: before.slug } : {}),
      },
    }),
  ];
};

/** The products whose page or cards a batch of changes makes old, with the addresses that they left. */
export const productsToBuild = (changes: readonly Change[]): { productId: string; formerSlugs: string[] }[] => {
  const slugs = new Map<string, Set<string>>();
  for (const { before, after } of changes) {
    const [old, product] = [productIn(before), productIn(after)];
    const productId = product && old?.version !== product.version ? product.id : flippedProduct(before, after);
    if (productId === undefined) continue;
    const former = slugs.get(productId) ?? new Set();
    slugs.set(productId, former);
    if (old && old.slug !== product?.slug) former.add(old.slug);
  }
  return [...slugs].map(([productId, former]) => ({ productId, formerSlugs: [...former] }));
};

/** What a batch of changes asks of price lists: each once. */
export const listsToApply = (changes: readonly Change[]): { listId: string; productId?: string }[] => [
  ...new Map(
    changes.flatMap(({ before, after }) => {
      const asked = listToApply(before, after);
      return asked ? [[`${asked.listId} ${asked.productId ?? ''}`, asked] as const] : [];
    }),
  ).values(),
];
