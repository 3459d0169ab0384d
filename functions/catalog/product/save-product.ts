import { isDeepStrictEqual } from 'node:util';
import { ConditionFailed, transact, type Write, write, writeIf } from '#lib/table.ts';
import {
  type Due, dueDoneWrite, productWrite, readAliases, readProduct, readSlug, retireWrite, type SkuAlias, type Stored, skuWrite, slugWrite,
  variantWrite,
} from '../catalog-table.ts'; // biome-ignore format: a list
import { InRelease, SkuTaken } from '../refusals.ts';
import { type Product, type SellableVariant, sellable } from './product.ts';
import { cardWrites, dueCardWrite } from './product-card.ts';

const TRANSACTION_WRITES = 100;
const PARALLEL = 10;

/** A decided change of a product, with the state that it was decided on. */
export interface Change {
  readonly before: Product | undefined;
  readonly next: Product;
  /** The aliases of the SKUs that the product did not have before, as they were read. */
  readonly aliases: ReadonlyMap<string, SkuAlias>;
}

/** Reads the aliases of SKUs that a product does not have. */
export const aliasesOfNew = (before: Product | undefined, skus: readonly string[]): Promise<Map<string, SkuAlias>> => {
  const own = new Set(before?.variants.map((variant) => variant.sku));
  return readAliases([...new Set(skus.filter((sku) => !own.has(sku)))]);
};

/**
 * Writes a product with its card, its slug, its SKUs and the items that checkout reads, only what changed, in one transaction. A
 * change of more than 100 writes takes three steps, each conditional: first slug and SKUs are claimed under the
 * product's id, then the product is put with a note of what is due, then the rest is written. What a crash between them
 * leaves is finished by the next change, import or build of this product.
 * @throws Refusal 409 `sku-taken`, `in-release`; ConditionFailed when the product was changed meanwhile: read again and decide
 */
export const saveProduct = async (change: Change): Promise<void> => {
  const { before, next } = change;
  refuseInRelease(change);
  await refuseTaken(change);
  const claims = [
    ...(before?.slug === next.slug ? [] : [slugWrite(next.slug, next.id)]),
    ...skusTaken(change).map(([alias, seen]) => skuWrite(alias, next.version, seen)),
  ];
  const due = { removed: removedVariants(change), retired: retiredSkus(change) };
  const changed = changedVariants(change);
  const own = [productWrite(next), ...cardWrites(before, next)];
  const rest = [
    ...retireWrites(next, due),
    ...[...changed, ...due.removed].map((one) => variantWrite(one, next.version)),
  ];
  if (claims.length + own.length + rest.length <= TRANSACTION_WRITES) {
    await transact([...claims, ...own, ...rest]);
    return;
  }
  const [slug, ...skus] = claims;
  if (slug) await write(slug);
  await eachOf(skus, write);
  await transact([productWrite(next, due), ...own.slice(1)]);
  await finishDue({ product: next, due });
};

/**
 * Finishes the writes that are due of a product that was put alone; may run again, and several times at once.
 */
export const finishDue = async ({ product, due }: Stored): Promise<void> => {
  if (!due) return;
  const current = product.variants.map((variant) => sellable(product, variant));
  await eachOf(
    [
      ...retireWrites(product, due),
      ...[...current, ...due.removed].map((variant) => variantWrite(variant, product.version)),
      ...(due.card ? [dueCardWrite(product)] : []),
    ],
    writeIf,
  );
  await writeIf(dueDoneWrite(product));
};

/** Reads a product strongly and finishes its due writes first. */
export const readFinished = async (productId: string): Promise<Product | undefined> => {
  const stored = await readProduct(productId);
  if (stored) await finishDue(stored);
  return stored?.product;
};

/**
 * Refuses to change when a product is shown while an armed release does that: it stays all or nothing.
 * @throws Refusal 409 `in-release`
 */
export const refuseInRelease = ({ before, next }: Pick<Change, 'before' | 'next'>): void => {
  const { release } = before ?? {};
  const shown = ({ status, visibleFrom, visibleUntil }: Product) => [status, visibleFrom, visibleUntil];
  if (!before || !release || release.at <= next.updatedAt || isDeepStrictEqual(shown(before), shown(next))) return;
  throw new InRelease(undefined, { releaseId: release.id, at: release.at });
};

/**
 * Refuses a SKU that another product has. For a new product the other may be this one, created at the same moment under
 * the same slug: then the decision is made again.
 * @throws Refusal 409 `sku-taken`; ConditionFailed
 */
export const refuseTaken = async ({ before, next, aliases }: Change): Promise<void> => {
  for (const { sku } of next.variants) {
    const alias = aliases.get(sku);
    if (!alias || alias.retired || alias.productId === next.id) continue;
    if (!before && (await readSlug(next.slug)) === alias.productId) throw new ConditionFailed(0, undefined);
    throw new SkuTaken(`Another product has the SKU ${JSON.stringify(sku)}.`, { sku });
  }
};

/** Lists the SKUs that the product claims or moves between its variants, with the alias that was read. */
const skusTaken = ({ before, next, aliases }: Change): [SkuAlias, Pick<SkuAlias, 'variantId'> | undefined][] => {
  const had = new Map(before?.variants.map((variant) => [variant.sku, variant.id]));
  return next.variants
    .filter((variant) => had.get(variant.sku) !== variant.id)
    .filter(({ id, sku }) => aliases.get(sku)?.variantId !== id || aliases.get(sku)?.retired)
    .map(({ id, sku }) => {
      const own = had.get(sku);
      return [{ sku, variantId: id, productId: next.id }, own ? { variantId: own } : aliases.get(sku)];
    });
};

const retiredSkus = ({ before, next }: Change): Due['retired'] => {
  const kept = new Set(next.variants.map((variant) => variant.sku));
  return (before?.variants ?? []).filter(({ sku }) => !kept.has(sku)).map(({ id, sku }) => ({ sku, variantId: id }));
};

const retireWrites = ({ id, version }: Product, { retired }: Due): Write[] =>
  retired.map(({ sku, variantId }) => retireWrite({ sku, variantId, productId: id }, version));

const removedVariants = ({ before, next }: Change): SellableVariant[] => {
  const kept = new Set(next.variants.map((variant) => variant.id));
  return (before?.variants ?? [])
    .filter(({ id }) => !kept.has(id))
    .map((variant) => ({ ...sellable(next, variant), active: false }));
};

const changedVariants = ({ before, next }: Change): SellableVariant[] => {
  const had = new Map(before?.variants.map((variant) => [variant.id, sellable(before, variant)]));
  return next.variants
    .map((variant) => sellable(next, variant))
    .filter((variant) => !isDeepStrictEqual(variant, had.get(variant.variantId)));
};

/** Executes writes ten at a time, and none after one that was refused. */
const eachOf = async (writes: readonly Write[], execute: (one: Write) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < writes.length; from += PARALLEL) {
    const done = await Promise.allSettled(writes.slice(from, from + PARALLEL).map(execute));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }
};
