import { isoTime } from '#lib/clock.ts';
import { batchGet, get, type Write } from '#lib/table.ts';
import { productAt, productFrom, type Stored, visibilityWrite } from '../catalog-table.ts';
import { entriesAt, entriesFrom } from '../documents/list-entries-table.ts';
import { refuseNever } from '../product/assemble-product.ts';
import { inUtc, type Visibility } from './visibility.ts';

/** When a product would be shown, and when it was, so that it can be taken back. */
export interface PlannedVisibility {
  /** Joins a transaction with others of its kind; conditional on the version that was read. */
  readonly write: Write;
  /** The product's version once it is written. */
  readonly version: number;
  readonly before: { readonly visibleFrom: string | null; readonly visibleUntil: string | null };
}

/**
 * Plans the one write that sets when a product is shown, for a transaction of its caller: what is not stated stays. What
 * follows (cards, what checkout reads, page, lists, search) is brought up by the table's stream within seconds, long before a
 * moment that lies ahead; `settledVisibility` tells when it is.
 * @param now milliseconds since 1970
 * @returns undefined where there is no such product
 * @throws Refusal 422 `visible-never`
 */
export const planVisibility = async (
  productId: string,
  stated: Visibility,
  now: number,
): Promise<PlannedVisibility | undefined> => {
  const stored = productFrom(await get(productAt(productId), { consistent: true }));
  if (!stored) return undefined;
  const { visibleFrom, visibleUntil } = stored.product;
  const next = {
    ...stored.product,
    visibleFrom: stated.visibleFrom === undefined ? visibleFrom : inUtc(stated.visibleFrom),
    visibleUntil: stated.visibleUntil === undefined ? visibleUntil : inUtc(stated.visibleUntil),
    version: stored.product.version + 1,
    updatedAt: isoTime(now),
  };
  refuseNever(next);
  return {
    write: visibilityWrite(next, dueOf(stored)),
    version: next.version,
    before: { visibleFrom, visibleUntil },
  };
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
