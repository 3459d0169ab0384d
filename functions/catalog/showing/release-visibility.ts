import { isoTime } from '#lib/clock.ts';
import { batchGet, type Write } from '#lib/table.ts';
import { productAt, productFrom, type Stored, visibilityWrite } from '../catalog-table.ts';
import { entriesAt, entriesFrom } from '../documents/list-entries-table.ts';
import type { Product } from '../product/product.ts';
import { VisibilityUnchanged } from '../refusals.ts';
import { isVisible } from './visibility.ts';

export type ReleasedProduct = Stored;

/**
 * Makes the one write by which a release shows a product from its second on, or no more, for a transaction of its caller. What
 * follows (cards, what checkout reads, page, lists, search) is brought up by the table's stream within seconds, long before a
 * moment that lies ahead; `settledVisibility` tells when it is.
 * @param now milliseconds since 1970
 * @throws Refusal 422 `visibility-unchanged`; when executed, ConditionFailed when it was changed meanwhile
 */
export const releasedProductWrite = (
  stored: ReleasedProduct,
  visible: boolean,
  { id, at }: { readonly id: string; readonly at: string },
  now: number,
): Write => {
  const { product } = stored;
  const { visibleFrom, visibleUntil } = product;
  const isDue = visible ? isHidden(product, isoTime(now), at) : (visibleFrom ?? '') < at && isVisible(product, at);
  if (product.status !== 'active' || !isDue)
    throw new VisibilityUnchanged(`${product.id} is ${visible ? 'shown' : 'not shown'} before that, or not active.`, {
      productId: product.id,
    });
  const shown = visible
    ? { visibleFrom: at, visibleUntil: later(visibleUntil, at) }
    : { visibleFrom, visibleUntil: at };
  return planned(stored, { ...shown, release: { id, at, undo: { visibleFrom, visibleUntil } } }, now);
};

/** Makes the write that gives a product back when it was shown before its release. @throws, when executed, ConditionFailed */
export const takenBackProductWrite = (stored: ReleasedProduct, now: number): Write => {
  const { release, visibleFrom, visibleUntil } = stored.product;
  return planned(stored, { ...(release?.undo ?? { visibleFrom, visibleUntil }), release: undefined }, now);
};

/** Answers whether a product is not shown at any time from one moment to another. */
const isHidden = ({ visibleFrom, visibleUntil }: Product, from: string, to: string): boolean =>
  (visibleFrom ?? '') > to || (visibleUntil !== null && visibleUntil <= from);
const later = (moment: string | null, at: string): string | null => (moment !== null && moment > at ? moment : null);

const planned = (
  stored: ReleasedProduct,
  { release, ...shown }: Pick<Product, 'visibleFrom' | 'visibleUntil' | 'release'>,
  now: number,
): Write => {
  const { release: _, ...product } = stored.product;
  const next: Product = {
    ...product,
    ...shown,
    ...(release ? { release } : {}),
    version: product.version + 1,
    updatedAt: isoTime(now),
  };
  return visibilityWrite(next, dueOf(stored));
};

/** What an earlier change left due stays due. */
const dueOf = ({ due = { removed: [], retired: [] } }: Stored) => ({ ...due, card: true as const });

/**
 * Answers which of at most 50 products are shown, sold and listed everywhere as they are stored: of the others something is
 * still on its way. One strong batch.
 */
export const settledVisibility = async (productIds: readonly string[]): Promise<ReadonlySet<string>> => {
  const items = await batchGet([...productIds.map(productAt), ...productIds.map(entriesAt)], { consistent: true });
  return new Set(
    productIds.filter((_, index) => {
      const stored = productFrom(items[index]);
      const { product = 0 } = entriesFrom(items[productIds.length + index]);
      return stored !== undefined && !stored.due && product >= stored.product.version;
    }),
  );
};
