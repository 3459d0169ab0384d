import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { Flip } from '#lib/lifetime.ts';
import { type Item, put, type Ref, type Write } from '#lib/table.ts';
import { at, table } from '../catalog-table.ts';
import { ProductSummary, StoredSummary, summaryAt, summaryFlips, summaryOf } from '../documents/product-summary.ts';
import { isVisible } from '../showing/visibility.ts';
import type { Product } from './product.ts';

/**
 * What pages of other modules show of a product: one small item (`card#prd_…` / `card`), written in the product's own
 * transaction. They bind to it when they are read, so that nothing is built again when a price or a title changes.
 */
const StoredCard = z.omit(StoredSummary, { available: true, tags: true });

/** A product as pages of other modules show it. */
export const ProductCard = z.pick(ProductSummary, {
  id: true,
  slug: true,
  title: true,
  vendor: true,
  image: true,
  priceRange: true,
  compareAtPrice: true,
});
export type ProductCard = z.infer<typeof ProductCard>;

/** Names the card of a product. */
export const productCardAt = (productId: string): Ref => at(`card#${productId}`, 'card');

const storedCard = (product: Product) => z.parse(StoredCard, summaryOf({ product, available: new Set() }));

/** Makes the write of a product's card, for the transaction that changes the product; none where it stays the same. */
export const cardWrites = (before: Product | undefined, next: Product): Write[] => {
  const card = storedCard(next);
  if (before && isDeepStrictEqual(storedCard(before), card)) return [];
  return [cardWrite(next)];
};

const cardWrite = (product: Product, condition?: Parameters<typeof put>[2]): Write => {
  const item = { ...productCardAt(product.id).key, type: 'card', version: product.version, card: storedCard(product) };
  return put(table, item, condition);
};

/** Makes the write of a card that is due: an older state never replaces a newer one. */
export const dueCardWrite = (product: Product): Write =>
  cardWrite(product, {
    if: 'attribute_not_exists(#version) OR #version < :version',
    values: { version: product.version },
  });

/**
 * Parses a card as it is at a moment (ISO 8601 in UTC). `card` is null while the product is not shown; `flips` are the
 * moments to come at which it appears, changes its price or goes. Undefined where there is no such product.
 */
export const productCardFrom = (
  item: Item | undefined,
  moment: string,
): { readonly card: ProductCard | null; readonly flips: readonly Flip[] } | undefined => {
  if (!item) return undefined;
  const stored = z.parse(StoredCard, item['card']);
  if (stored.status !== 'active') return { card: null, flips: [] };
  return {
    card: isVisible(stored, moment) ? z.parse(ProductCard, summaryAt(stored, moment)) : null,
    flips: summaryFlips(stored, moment),
  };
};
