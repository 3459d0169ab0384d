import { nowMs } from '#lib/clock.ts';
import { failed } from '#lib/metric.ts';
import { Refusal } from '#lib/problem.ts';
import { isTransient } from '#lib/retryable-error.ts';
import { batchGet, transactIf, writeIf } from '#lib/table.ts';
import type { Upserted } from '../catalog/public.ts';
import { finishIfComplete } from './finish-import.ts';
import { type BroughtImage, noteImages } from './images/note-images.ts';
import { type ChunkResult, noRows } from './import.ts';
import { importProduct } from './import-product.ts';
import { chunkAt, chunkWrites, importAt, importFrom } from './imports-table.ts';
import type { BroughtProduct, Chunk, ImportChunk, Note } from './messages.ts';
import { sendToShow } from './show-products.ts';

/** Products of one chunk that are worked at once: each of them is a handful of calls that wait for the table. */
const AT_ONCE = 5;

/**
 * Puts the products of one chunk in and records what was made of it, once. A chunk may come twice, at the same time
 * even: a product that is in is unchanged, and the first result stays.
 */
export const importChunk = async ({ importId, number, ...chunk }: ImportChunk): Promise<void> => {
  const [item, result] = await batchGet([importAt(importId), chunkAt(importId, number)], { consistent: true });
  const one = importFrom(item);
  if (one?.status !== 'running') return;
  if (!result) {
    const { counts, errors, warnings, brought, images } = await settle(chunk, one.dryRun);
    const places = images.map((image) => ({ ...image, importId, number }));
    errors.push(...(await noteImages(importId, number, places)));
    // Before the result, which a repeat finds and then does nothing: asked for twice, they are shown once.
    if (!one.dryRun) await sendToShow({ importId, number, products: brought });
    const [first, ...others] = chunkWrites(importId, number, counts, { errors, warnings }, nowMs());
    if (first) await (others.length > 0 ? transactIf([first, ...others]) : writeIf(first));
  }
  await finishIfComplete(importId, number);
};

interface Settled {
  readonly counts: ChunkResult;
  readonly errors: Note[];
  readonly warnings: Note[];
  readonly brought: BroughtProduct[];
  readonly images: Omit<BroughtImage, 'importId' | 'number'>[];
}
type OneProduct = Chunk['products'][number]['product'];

const settle = async (chunk: Chunk, dryRun: boolean): Promise<Settled> => {
  const counts = { ...noRows, rows: chunk.failedRows, failed: chunk.failedRows, warnings: chunk.warnings.length };
  const [errors, warnings] = [[...chunk.errors], [...chunk.warnings]];
  const brought: BroughtProduct[] = [];
  const images: Settled['images'] = [];
  const left = [...chunk.products];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { product, rows, unlisted } = next;
      counts.rows += rows;
      try {
        const brings = await importProduct(product, { now: nowMs(), dryRun });
        const { result, productId, variants } = brings;
        const { line, handle } = product;
        const lines = new Map(product.media?.map((one) => [one.url, one.line]));
        for (const picture of brings.pictures)
          images.push({ ...picture, line: lines.get(picture.url) ?? line, handle, productId });
        brought.push({ productId, variantIds: variants.map(({ variantId }) => variantId), line, handle });
        const told = [...notesOf(product, brings), ...next.warnings];
        counts[result] += 1;
        counts.warnings += told.length + unlisted;
        warnings.push(...told);
      } catch (error) {
        counts.failed += rows;
        errors.push({ line: product.line, ...reasonOf(error), handle: product.handle });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const byLine = (a: Note, b: Note): number => a.line - b.line;
  return { counts, errors: errors.sort(byLine), warnings: warnings.sort(byLine), brought, images };
};

/** What is otherwise than the file and the shop together would have it: a draft, or a variant without its compare-at price. */
const notesOf = ({ handle, line, partial }: OneProduct, { heldBack, withoutCompareAt }: Upserted): Note[] => {
  const draft = `Line ${partial?.line} is refused (${partial?.code}), so the product is a draft until the whole of it is imported.`;
  const tooLow = withoutCompareAt.map(
    (sku) => `The compare-at price of ${JSON.stringify(sku)} would be below its price and is left out.`,
  );
  return [
    ...(heldBack ? [{ line, code: 'product-in-part', message: draft, handle }] : []),
    ...tooLow.map((message) => ({ line, code: 'compare-at-price-too-low', message, handle })),
  ];
};

/**
 * Says why a product is refused. A fault of ours refuses it, too, and is counted as a bug: the import ends.
 * @throws what may succeed later (busy, overloaded), which is no error of the row: the message comes again
 */
const reasonOf = (error: unknown): Pick<Note, 'code' | 'message'> => {
  if (isTransient(error) || (error instanceof Refusal && error.status >= 500)) throw error;
  if (error instanceof Refusal) return { code: error.code, message: error.message };
  failed('product not imported', error, {});
  return { code: 'internal-error', message: 'The product cannot be stored, by a fault that is not of the file.' };
};
