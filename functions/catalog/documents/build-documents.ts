import { sleep } from '#lib/clock.ts';
import { RetryableError } from '#lib/retryable-error.ts';
import { batchGet } from '#lib/table.ts';
import { productAt, productFrom } from '../catalog-table.ts';
import type { Product } from '../product/product.ts';
import { finishDue } from '../product/save-product.ts';
import { entriesAt, entriesFrom } from './list-entries-table.ts';
import { availableOf, picturesOf } from './read-sources.ts';
import { writeDocuments } from './write-documents.ts';

/** A product whose documents are asked for, with the slugs that it left. */
export interface Asked {
  readonly productId: string;
  readonly formerSlugs?: readonly string[];
}

/** Products that are written at once. */
const AT_ONCE = 10;
const ATTEMPTS = 10;

/**
 * Builds the documents of products as they are stored now: page, redirects, list entries; and finishes the writes that
 * the last change of a product left due. For all of them together it reads three times, and for each it writes once:
 * four calls for one product, little more than one for each of many. A product that is not there is left out.
 * @returns the products that could not be built, each with its error; the others are
 */
export const buildDocuments = async (asked: readonly Asked[]): Promise<Map<string, unknown>> => {
  const failures = new Map<string, unknown>();
  let left = formerSlugsOf(asked);
  for (let attempt = 1; left.size > 0 && attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await sleep(Math.random() * 10 * 2 ** attempt);
    left = await buildOnce(left, failures);
  }
  for (const productId of left.keys())
    failures.set(productId, new RetryableError('documents: others keep writing them'));
  return failures;
};

type Slugs = Map<string, ReadonlySet<string>>;

const formerSlugsOf = (asked: readonly Asked[]): Slugs => {
  const byProduct = Map.groupBy(asked, ({ productId }) => productId);
  return new Map(
    [...byProduct].map(([productId, each]) => [
      productId,
      new Set(each.flatMap(({ formerSlugs = [] }) => formerSlugs)),
    ]),
  );
};

/** Builds each product once. The records are read before the products: that is what their condition rests on. */
const buildOnce = async (asked: Slugs, failures: Map<string, unknown>): Promise<Slugs> => {
  const ids = [...asked.keys()];
  const records = await batchGet(ids.map(entriesAt), { consistent: true });
  const items = await batchGet(ids.map(productAt), { consistent: true });
  const products = new Map<string, Product>();
  await eachOf(ids, failures, async (productId, index) => {
    const stored = productFrom(items[index]);
    if (!stored) return;
    await finishDue(stored);
    products.set(productId, stored.product);
  });
  const available = await availableOf([...products.values()]);
  const pictures = await picturesOf([...products.values()]);
  const left: Slugs = new Map();
  await eachOf(ids, failures, async (productId, index) => {
    const product = products.get(productId);
    const slugs = asked.get(productId) ?? new Set();
    if (product && !(await writeDocuments({ product, available, pictures }, [...slugs], entriesFrom(records[index]))))
      left.set(productId, slugs);
  });
  return left;
};

/** Runs a step for each product, some at once; one that fails is noted, and keeps no other from it. */
const eachOf = async (
  ids: readonly string[],
  failures: Map<string, unknown>,
  step: (productId: string, index: number) => Promise<void>,
): Promise<void> => {
  const left = [...ids.entries()];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, productId] = next;
      await step(productId, index).catch((error: unknown) => failures.set(productId, error));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};
