import { isDeepStrictEqual } from 'node:util';
import { refusal } from '#lib/problem.ts';
import { ConditionFailed, transact, type Write, write, writeIf } from '#lib/table.ts';
import {
  type Due, productWrite, readAliases, readProduct, readSlug, retireWrite, type SkuAlias, type Stored, settledWrite, skuWrite, slugWrite,
  variantWrite,
} from '../catalog-table.ts'; // biome-ignore format: a list
import { type Product, type SellableVariant, sellable } from './product.ts';

const TRANSACTION_WRITES = 100;
const PARALLEL = 10;

/** A change of a product that is decided, and what it was decided on. */
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
 * Writes a product and what follows from it at once: its address, its SKUs, what checkout reads of its variants; only
 * what changed. A change of more writes than a transaction takes goes in three steps, and a crash between them is
 * repaired by whoever comes next (the same import, any other change, the builder of its page): addresses and SKUs are
 * taken first, for an id that they themselves make known; then the product with a note of what is due; then the rest,
 * each on a condition of its own.
 * @throws Refusal 409 `sku-taken`; ConditionFailed when somebody changed the product meanwhile: read again and decide
 */
export const saveProduct = async (change: Change): Promise<void> => {
  const { before, next } = change;
  await refuseTaken(change);
  const claims = [
    ...(before?.slug === next.slug ? [] : [slugWrite(next.slug, next.id)]),
    ...skusTaken(change).map(([alias, seen]) => skuWrite(alias, next.version, seen)),
  ];
  const due = { removed: removedVariants(change), retired: retiredSkus(change) };
  const changed = changedVariants(change);
  const rest = [
    ...retireWrites(next, due),
    ...[...changed, ...due.removed].map((one) => variantWrite(one, next.version)),
  ];
  if (claims.length + 1 + rest.length <= TRANSACTION_WRITES) {
    await transact([...claims, productWrite(next), ...rest]);
    return;
  }
  const [slug, ...skus] = claims;
  if (slug) await write(slug);
  await eachOf(skus, write);
  await write(productWrite(next, due));
  await settle({ product: next, due });
};

/** Writes what is due of a product that was too large for one transaction; safe to repeat, and by several at once. */
export const settle = async ({ product, due }: Stored): Promise<void> => {
  if (!due) return;
  const current = product.variants.map((variant) => sellable(product, variant));
  await eachOf(
    [
      ...retireWrites(product, due),
      ...[...current, ...due.removed].map((variant) => variantWrite(variant, product.version)),
    ],
    writeIf,
  );
  await writeIf(settledWrite(product));
};

/** Reads a product whose every part is written. */
export const readSettled = async (productId: string): Promise<Product | undefined> => {
  const stored = await readProduct(productId);
  if (stored) await settle(stored);
  return stored?.product;
};

/**
 * Refuses a SKU that another product has. For a new product the other may be the same one, created a moment ago by
 * somebody else: then its address is taken, and the decision is made anew.
 */
export const refuseTaken = async ({ before, next, aliases }: Change): Promise<void> => {
  for (const { sku } of next.variants) {
    const alias = aliases.get(sku);
    if (!alias || alias.retired || alias.productId === next.id) continue;
    if (!before && (await readSlug(next.slug)) === alias.productId) throw new ConditionFailed(0, undefined);
    throw refusal(409, 'sku-taken', `Another product has the SKU ${JSON.stringify(sku)}.`, { sku });
  }
};

/** SKUs that the product takes or moves between its variants, with the alias as it was seen. */
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

/** Executes writes a few at a time, and none after one that was refused. */
const eachOf = async (writes: readonly Write[], execute: (one: Write) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < writes.length; from += PARALLEL) {
    const done = await Promise.allSettled(writes.slice(from, from + PARALLEL).map(execute));
    const failed = done.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  }
};
